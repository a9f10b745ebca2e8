"""What could not be applied: list, read, mend and retry, discard."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.client.calling import ServiceArgument, TokenOption, UrlOption, call, check_output, fail
from cli.client.printing import print_table
from shared.events.catalogue import SERVICES
from shared.strict_json import JsonError, read_json
from shared.terminal import say

dead_letters_app = typer.Typer(
    help="What could not be applied: list, read, mend and retry, discard.", no_args_is_help=True, add_completion=False
)
_PAGE = 500


@dead_letters_app.command("list")
def list_letters(
    token: TokenOption,
    service: Annotated[str | None, typer.Argument(help="orders, payroll or placement; left out: all three")] = None,
    state: Annotated[str, typer.Option(help="open, retried or discarded")] = "open",
    url: UrlOption = None,
) -> None:
    """List dead letters, service by service, oldest first."""
    rows = [
        (
            name,
            letter["id"],
            letter["origin"],
            letter["event_type"] or "—",
            letter["problem"]["pointer"],
            letter["problem"]["reason"],
            letter["problem"]["advice"],
        )
        for name in ([service] if service else SERVICES)
        for letter in _all_of(name, url, token, state)
    ]
    print_table(("service", "id", "origin", "type", "pointer", "reason", "advice"), rows, amounts=(1,))


def _all_of(service: str, url: str | None, token: str, state: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        query = {"state": state, "after": after, "limit": _PAGE}
        page = call(service, url, token, "GET", "/v1/dead-letters", params=query)
        found += page["dead_letters"]
        after = page["next"]
    return found


@dead_letters_app.command("show")
def show_letter(
    service: ServiceArgument,
    letter: int,
    token: TokenOption,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it to a file, as it came, instead of showing it")
    ] = None,
    url: UrlOption = None,
) -> None:
    """Show what came, control characters as their escapes. That it was read is recorded."""
    if output is not None:
        check_output(output)
    content = call(service, url, token, "GET", f"/v1/dead-letters/{letter}/content")["content"]
    if output is None:
        for line in content.split("\n"):
            say(line)
        return
    with open(output, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(content)
    say(f"{output}: {len(content)} characters")


@dead_letters_app.command("retry")
def retry_letter(
    service: ServiceArgument,
    letter: int,
    token: TokenOption,
    mended: Annotated[Path | None, typer.Option(help="A file with the mended event as JSON")] = None,
    url: UrlOption = None,
) -> None:
    """Apply a dead letter again, as it came or mended."""
    body = {"event": _read_mended(mended)} if mended else {}
    answer = call(service, url, token, "POST", f"/v1/dead-letters/{letter}/retry", json=body)
    say(answer["status"])
    if "problem" in answer:
        fail(f"{answer['problem']['pointer']} {answer['problem']['reason']}; {answer['problem']['advice']}")


@dead_letters_app.command("discard")
def discard_letter(
    service: ServiceArgument,
    letter: int,
    token: TokenOption,
    reason: Annotated[str, typer.Option(help="Why it is given up; recorded")],
    url: UrlOption = None,
) -> None:
    """Give a dead letter up, with a reason."""
    say(call(service, url, token, "POST", f"/v1/dead-letters/{letter}/discard", json={"reason": reason})["state"])


def _read_mended(file: Path) -> Any:
    try:
        return read_json(file.read_bytes())
    except JsonError as error:
        fail(f"{file}: {error}; {error.refusal.advice}")
