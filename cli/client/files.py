"""Importing files, and sending states again."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.calling import TokenOption, UrlOption, call

_CORRECTING = "要更正，请在 revision 栏写 1、2……；to correct an entry give it the next `revision`: 1, 2, …"


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
    answer = call(service, url, token, "POST", f"/v1/imports/{kind}", content=file.read_bytes(), params=query)
    counts = ", ".join(f"{answer[name]} {name}" for name in ("accepted", "duplicate", "conflict", "rejected"))
    typer.echo(f"{answer['rows']} 行 rows: {counts}")
    for item in answer["refused"]:
        problem = item.get("problem", {})
        typer.echo(f"  第 {item['index'] + 1} 行 row {item['index'] + 1} ({item['id']}): {item['status']}")
        typer.echo(f"    {problem.get('pointer', '')} {problem.get('reason', '')}; {problem.get('advice', '')}")
        if item["status"] == "conflict":
            typer.echo(f"    {_CORRECTING}")


def replay(
    service: Annotated[str, typer.Argument(help="Whose stream: orders, payroll or placement")],
    token: TokenOption,
    subject_prefix: Annotated[str, typer.Option(help="Only subjects that begin so, such as worker/")] = "",
    url: UrlOption = None,
) -> None:
    """Send the latest state of every subject again, to fill a new projection; readers drop what they have."""
    answer = call(service, url, token, "POST", "/v1/replay", json={"subject_prefix": subject_prefix})
    typer.echo(f"{answer['events']} events queued")
