"""Who workers are: the county decides, where an identity number was wrong or changed or two ids were one person's."""

from typing import Annotated

import typer

from cli.client.calling import ReasonOption, TokenOption, UrlOption, call
from shared.terminal import say

workers_app = typer.Typer(help="Who workers are.", no_args_is_help=True, add_completion=False)


@workers_app.command("identify")
def identify(
    worker: Annotated[str, typer.Argument(help="The worker's id, which stays his")],
    token: TokenOption,
    reason: ReasonOption,
    # Asked for, so that neither stands in the shell's history.
    identity_number: Annotated[str, typer.Option(prompt="身份证号 identity number", help="Asked for where left out")],
    name: Annotated[str, typer.Option(prompt="姓名 name", help="Asked for where left out")],
    phone: Annotated[str | None, typer.Option(help="Left out: none is known")] = None,
    url: UrlOption = None,
) -> None:
    """Decide whose a worker's id is, over whatever enrolments say. Who decided it and why is kept for ever."""
    body = {"identity_number": identity_number, "name": name, "phone": phone, "reason": reason}
    answer = call("placement", url, token, "PUT", f"/v1/workers/{worker}/identity", json=body)
    say(f"{worker} 身份已认定 identity decided: {answer['status']}")
