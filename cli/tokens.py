"""`gongfang token`: a bearer token, signed with the data folder's own key."""

from pathlib import Path
from typing import Annotated

import typer

from cli.keys import Keys
from cli.roles import roles_of_two
from shared.subjects import SubjectError
from shared.terminal import say


def token(
    client: Annotated[str, typer.Argument(help="Who it is for; the source of the events he sends")],
    scopes: Annotated[list[str], typer.Argument(help="Such as orders:write, station:ST-07, clerk:WS-03, operator")],
    data: Annotated[Path, typer.Option("--data", envvar="GONGFANG_DATA", help="The data folder")] = Path("data"),
    days: Annotated[int, typer.Option(min=1, max=366)] = 30,
) -> None:
    """Print a bearer token signed with the data folder's own key; roles that belong to two people are told."""
    try:
        issued = Keys(data.absolute()).token(client, scopes, days)
    except SubjectError as error:
        raise typer.BadParameter(str(error), param_hint="'CLIENT'") from error
    for warning in roles_of_two(scopes):
        say(f"gongfang: {warning}", error=True)
    say(issued)
