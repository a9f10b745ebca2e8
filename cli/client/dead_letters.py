"""What could not be applied: list, read, mend and retry, discard."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.client.calling import ServiceArgument, TokenOption, UrlOption, call, fail
from shared.strict_json import JsonError, read_json

dead_letters_app = typer.Typer(
    help="What could not be applied: list, read, mend and retry, discard.", no_args_is_help=True
)


@dead_letters_app.command("list")
def list_letters(service: ServiceArgument, token: TokenOption, state: str = "open", url: UrlOption = None) -> None:
    """List dead letters, oldest first, at most 500."""
    found = call(service, url, token, "GET", "/v1/dead-letters", params={"state": state, "limit": 500})
    table = Table("id", "origin", "type", "pointer", "reason", "advice")
    for letter in found["dead_letters"]:
        problem = letter["problem"]
        table.add_row(
            str(letter["id"]),
            escape(letter["origin"]),
            escape(letter["event_type"] or "—"),
            escape(problem["pointer"]),
            escape(problem["reason"]),
            escape(problem["advice"]),
        )
    Console().print(table)


@dead_letters_app.command("show")
def show_letter(service: ServiceArgument, letter: int, token: TokenOption, url: UrlOption = None) -> None:
    """Print what came, as it came. That it was read is recorded."""
    typer.echo(call(service, url, token, "GET", f"/v1/dead-letters/{letter}/content")["content"])


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
    typer.echo(answer["status"])
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
    typer.echo(
        call(service, url, token, "POST", f"/v1/dead-letters/{letter}/discard", json={"reason": reason})["state"]
    )


def _read_mended(file: Path) -> Any:
    try:
        return read_json(file.read_bytes())
    except JsonError as error:
        fail(f"{file}: {error}; {error.advice}")
