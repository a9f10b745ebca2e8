"""Commands that speak to running services over HTTP: import a file, read a statement, deal with dead letters."""

import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

_REQUEST_SECONDS = 300.0
_DEFAULT_URLS = {
    "orders": "http://127.0.0.1:8001",
    "payroll": "http://127.0.0.1:8002",
    "placement": "http://127.0.0.1:8003",
}

ServiceArgument = Annotated[str, typer.Argument(help="orders, payroll or placement")]
TokenOption = Annotated[str, typer.Option("--token", envvar="GONGFANG_TOKEN", help="A bearer token")]
UrlOption = Annotated[str | None, typer.Option("--url", help="The service's address, where it is not the usual one")]

dead_letters_app = typer.Typer(
    help="What could not be applied: list, read, mend and retry, discard.", no_args_is_help=True
)


def _call(service: str, url: str | None, token: str, method: str, path: str, **request: Any) -> Any:
    """Call a service; print its problem and end with exit code 1 where it refuses."""
    if service not in _DEFAULT_URLS:
        raise typer.BadParameter(f"{service} is none of {', '.join(_DEFAULT_URLS)}")
    try:
        answer = httpx.request(
            method,
            (url or _DEFAULT_URLS[service]) + path,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_REQUEST_SECONDS,
            **request,
        )
    except httpx.HTTPError as error:
        _fail(f"{service} does not answer at {url or _DEFAULT_URLS[service]}: {error}; is `gongfang up` running?")
    if answer.is_error:
        problem = answer.json()
        parts = [
            problem.get("title", ""),
            problem.get("pointer", ""),
            problem.get("detail", ""),
            problem.get("advice", ""),
        ]
        _fail(": ".join(part for part in parts if part))
    return answer.json()


def _fail(message: str) -> Any:
    typer.echo(f"gongfang: {message}", err=True)
    raise typer.Exit(1)


def import_file(
    service: Annotated[str, typer.Argument(help="orders or placement")],
    kind: Annotated[str, typer.Argument(help="Such as orders, piecework, workers, attendance, punches")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    token: TokenOption,
    serial: Annotated[str | None, typer.Option(help="The clock's serial number, for punches")] = None,
    url: UrlOption = None,
) -> None:
    """Import a file; the same file again, or a longer version of it, changes nothing twice."""
    query = {"serial": serial} if serial else {}
    answer = _call(service, url, token, "POST", f"/v1/imports/{kind}", content=file.read_bytes(), params=query)
    counts = ", ".join(f"{answer[name]} {name}" for name in ("accepted", "duplicate", "conflict", "rejected"))
    typer.echo(f"{answer['rows']} rows: {counts}")
    for item in answer["refused"]:
        problem = item.get("problem", {})
        typer.echo(f"  {problem.get('pointer', '')} {problem.get('reason', '')}; {problem.get('advice', '')}")


def statement(
    worker: str,
    month: Annotated[str, typer.Argument(help="Such as 2022-07")],
    token: TokenOption,
    explain: Annotated[bool, typer.Option("--explain", help="Why each amount is what it is")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As the service answers it")] = False,
    url: UrlOption = None,
) -> None:
    """Show a worker's month, and with --explain why each amount is what it is."""
    path = f"/v1/statements/{worker}/{month}"
    found = _call("payroll", url, token, "GET", path, params={"explain": str(explain).lower()})
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console = Console()
    console.print(f"[bold]{worker} {month}[/]  合计 total {found['total']} 元", highlight=False)
    for line in found["lines"]:
        title = line.get("title", {"zh": line["rule"], "en": line["rule"]})
        console.print(f"{line['amount']:>12}  {title['zh']} {title['en']}", highlight=False)
        if explain:
            console.print(f"{'':>14}{escape(line['formula']['zh'])}", highlight=False)
            console.print(f"{'':>14}[dim]{escape(line['formula']['en'])}[/]", highlight=False)
            console.print(f"{'':>14}[dim]{escape(line['clause']['document'])}[/]", highlight=False)
            for parameter in line["parameters"]:
                console.print(
                    f"{'':>16}[dim]{parameter['name']} = {parameter['value']} since {parameter['since']}[/]",
                    highlight=False,
                )
            console.print(f"{'':>16}[dim]{len(line['events'])} events: {', '.join(line['events'][:3])} …[/]")
    for reason in found["incomplete"]:
        console.print(f"  未完结 incomplete: {escape(reason)}", highlight=False)


@dead_letters_app.command("list")
def list_letters(service: ServiceArgument, token: TokenOption, state: str = "open", url: UrlOption = None) -> None:
    """List dead letters, oldest first, at most 500."""
    found = _call(service, url, token, "GET", "/v1/dead-letters", params={"state": state, "limit": 500})
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
    typer.echo(_call(service, url, token, "GET", f"/v1/dead-letters/{letter}/content")["content"])


@dead_letters_app.command("retry")
def retry_letter(
    service: ServiceArgument,
    letter: int,
    token: TokenOption,
    mended: Annotated[Path | None, typer.Option(help="A file with the mended event as JSON")] = None,
    url: UrlOption = None,
) -> None:
    """Apply a dead letter again, as it came or mended."""
    body = {"event": json.loads(mended.read_text("utf-8"))} if mended else {}
    answer = _call(service, url, token, "POST", f"/v1/dead-letters/{letter}/retry", json=body)
    typer.echo(answer["status"])
    if "problem" in answer:
        _fail(f"{answer['problem']['pointer']} {answer['problem']['reason']}; {answer['problem']['advice']}")


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
        _call(service, url, token, "POST", f"/v1/dead-letters/{letter}/discard", json={"reason": reason})["state"]
    )


def replay(
    service: Annotated[str, typer.Argument(help="Whose stream: orders, payroll or placement")],
    token: TokenOption,
    subject_prefix: Annotated[str, typer.Option(help="Only subjects that begin so, such as worker/")] = "",
    url: UrlOption = None,
) -> None:
    """Send the latest state of every subject again, to fill a new projection; readers drop what they have."""
    answer = _call(service, url, token, "POST", "/v1/replay", json={"subject_prefix": subject_prefix})
    typer.echo(f"{answer['events']} events queued")
