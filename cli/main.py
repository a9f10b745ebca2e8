"""The `gongfang` command: the only code that knows all three services."""

import io
import os
import sys

from cli.commands import group
from cli.failing import CommandFailedError
from shared.terminal import say

app = group(
    "gongfang",
    "工坊: orders completed and days attended become money.",
    {
        "sample": "cli.sample.command:sample",
        "import": "cli.client.files:import_file",
        "template": "cli.client.templates:template",
        "statement": "cli.client.statements:statement",
        "payslip": "cli.client.papers:payslip",
        "wage-list": "cli.client.papers:wage_list",
        "publication-list": "cli.client.papers:publication_list",
        "replay": "cli.client.files:replay",
        "inbound-user": "cli.inbound:inbound_user",
        "waiting": "cli.client.waiting:waiting",
        "clock": "cli.client.clock:clock_app",
        "demo": "cli.demo.command:demo",
        "up": "cli.demo.command:up",
        "documents": "cli.documents:documents",
        "token": "cli.tokens:token",
        "policy": "cli.calculator:policy_app",
        "dead-letters": "cli.client.dead_letters:dead_letters_app",
        "months": "cli.client.months:months_app",
        "supplements": "cli.client.supplements:supplements_app",
        "ledger": "cli.client.ledger:ledger_app",
        "payments": "cli.client.payments:payments_app",
        "accounts": "cli.client.accounts:accounts_app",
        "funds": "cli.client.funds:funds_app",
        "claims": "cli.client.funds:claims_app",
        "workers": "cli.client.workers:workers_app",
    },
    completes=True,
)


def main() -> None:
    """Run a command; an expected failure is told in one line, with exit code 1."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a file or pipe shows what a terminal would, when it would
    try:
        app()
    except CommandFailedError as error:
        for number, line in enumerate(str(error).split("\n")):
            say(line if number else f"gongfang: {line}", error=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
