"""`gongfang demo` and `gongfang up`: everything runs on this machine, with the sample's month or without."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.demo.run import run_demo, serve
from cli.stack import DEFAULT_BASE_PORT, PROJECT_FOLDER, running_stack
from shared.events.catalogue import SERVICES
from shared.terminal import Terminal

DataOption = Annotated[Path, typer.Option("--data", envvar="GONGFANG_DATA", help="The data folder")]
PortOption = Annotated[
    int, typer.Option("--base-port", help="APIs at +1, +2, +3, workers at +1001…; 0 takes free ports", min=0, max=60000)
]
LogOption = Annotated[str, typer.Option("--log-level", help="debug, info, warning or error")]


def demo(
    data: DataOption = Path("data"),
    sample_folder: Annotated[Path, typer.Option("--sample", help="A sample's folder")] = (
        PROJECT_FOLDER / "samples" / "songtao-2022-07"
    ),
    leave: Annotated[
        bool, typer.Option("--exit", help="Stop after the summary; so it does without a terminal")
    ] = False,
    base_port: PortOption = DEFAULT_BASE_PORT,
    log_level: LogOption = "info",
) -> None:
    """Send a sample month through the whole system and tell what became of it."""
    stay = sys.stdout.isatty() and not leave
    run_demo(data.absolute(), sample_folder, base_port=base_port, stay=stay, log_level=log_level)


def up(
    data: DataOption = Path("data"),
    base_port: PortOption = DEFAULT_BASE_PORT,
    log_level: LogOption = "info",
    inbound: Annotated[
        list[str],
        typer.Option(
            help="A system that writes its stream itself: service=client or 'service=client scopes'; repeatable"
        ),
    ] = ["orders=mes-qiaoji", "placement=clock-gateway"],  # noqa: B006 - typer's way to give a list a default
) -> None:
    """Run the servers and the six service processes until Ctrl-C, without the sample."""
    clients: dict[str, dict[str, str]] = {}
    for pair in inbound:
        service, _, sender = pair.partition("=")
        client, _, scopes = sender.partition(" ")
        if service not in SERVICES or not client:
            raise typer.BadParameter(f"{pair!r} is not service=client, such as orders=erp-1", param_hint="'--inbound'")
        clients.setdefault(service, {})[client] = scopes
    with running_stack(data.absolute(), base_port=base_port, inbound_clients=clients, log_level=log_level) as stack:
        serve(Terminal(), stack)
