"""The `gongfang` command: the only code that knows all three services.

What loads the services' HTTP processes is imported where it is used: the other commands start sooner without.
"""

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.calculator.policy import policy_app
from cli.calculator.simulate import simulate_command
from cli.client.accounts import accounts_app
from cli.client.dead_letters import dead_letters_app
from cli.client.files import import_file, replay
from cli.client.funds import claims_app, funds_app
from cli.client.ledger import ledger_app
from cli.client.months import months_app
from cli.client.papers import payslip, publication_list, wage_list
from cli.client.payments import payments_app
from cli.client.statements import statement
from cli.client.supplements import supplements_app
from cli.client.templates import template
from cli.client.waiting import waiting
from cli.client.workers import workers_app
from cli.databases import payroll_database
from cli.demo.catching_up import NotCaughtUpError
from cli.demo.failing import DemoFailedError
from cli.embedded import EmbeddedError
from cli.inbound import inbound_user
from cli.keys import Keys
from cli.roles import roles_of_two
from cli.sample import sample
from cli.stack import DEFAULT_BASE_PORT, PROJECT_FOLDER, running_stack
from shared.events.catalogue import SERVICES
from shared.subjects import SubjectError
from shared.terminal import Terminal, say

app = typer.Typer(name="gongfang", no_args_is_help=True, help="工坊: orders completed and days attended become money.")
policy_app.command("simulate")(simulate_command(payroll_database))
app.add_typer(policy_app, name="policy")
app.add_typer(dead_letters_app, name="dead-letters")
app.add_typer(months_app, name="months")
app.add_typer(supplements_app, name="supplements")
app.add_typer(ledger_app, name="ledger")
app.add_typer(payments_app, name="payments")
app.add_typer(accounts_app, name="accounts")
app.add_typer(funds_app, name="funds")
app.add_typer(claims_app, name="claims")
app.add_typer(workers_app, name="workers")
app.command()(sample)
app.command("import")(import_file)
app.command()(template)
app.command()(statement)
app.command()(payslip)
app.command("wage-list")(wage_list)
app.command("publication-list")(publication_list)
app.command()(replay)
app.command("inbound-user")(inbound_user)
app.command()(waiting)

DataOption = Annotated[Path, typer.Option("--data", envvar="GONGFANG_DATA", help="The data folder")]
PortOption = Annotated[
    int, typer.Option("--base-port", help="APIs at +1, +2, +3, workers at +1001…; 0 takes free ports", min=0, max=60000)
]
LogOption = Annotated[str, typer.Option("--log-level", help="debug, info, warning or error")]


@app.command()
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
    from cli.demo.run import run_demo

    stay = sys.stdout.isatty() and not leave
    run_demo(data.absolute(), sample_folder, base_port=base_port, stay=stay, log_level=log_level)


@app.command()
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
    from cli.demo.run import serve

    clients: dict[str, dict[str, str]] = {}
    for pair in inbound:
        service, _, sender = pair.partition("=")
        client, _, scopes = sender.partition(" ")
        if service not in SERVICES or not client:
            raise typer.BadParameter(f"{pair!r} is not service=client, such as orders=erp-1", param_hint="'--inbound'")
        clients.setdefault(service, {})[client] = scopes
    with running_stack(data.absolute(), base_port=base_port, inbound_clients=clients, log_level=log_level) as stack:
        serve(Terminal(), stack)


@app.command()
def documents(
    folder: Annotated[Path, typer.Option(help="Where the documents are")] = PROJECT_FOLDER / "docs",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where a document is stale")] = False,
) -> None:
    """Write the generated documents: the event reference, the JSON Schemas, the list of refusals."""
    from cli.documents import documents as write_documents

    write_documents(folder, check)


@app.command()
def token(
    client: Annotated[str, typer.Argument(help="Who it is for; the source of the events he sends")],
    scopes: Annotated[list[str], typer.Argument(help="Such as orders:write, station:ST-07, clerk:WS-03, operator")],
    data: DataOption = Path("data"),
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


def main() -> None:
    """Run a command; an expected failure is told in one line, with exit code 1."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a file or pipe shows what a terminal would, when it would
    try:
        app()
    except (DemoFailedError, EmbeddedError, NotCaughtUpError) as error:
        for number, line in enumerate(str(error).split("\n")):
            say(line if number else f"gongfang: {line}", error=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
