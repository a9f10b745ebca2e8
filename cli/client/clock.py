"""The day that services have reached, and a person's word that the clock is right."""

from typing import Annotated, Any

import typer

from cli.client.calling import ReasonOption, TokenOption, UrlOption, call
from cli.client.printing import print_table
from shared.events.catalogue import SERVICES

clock_app = typer.Typer(
    help="The day reached: look, and confirm a clock that is held.", no_args_is_help=True, add_completion=False
)
ServicesArgument = Annotated[str | None, typer.Argument(help="orders, payroll or placement; left out: all three")]
_COLUMNS = ("服务 service", "已到日期 reached", "今天 today", "数据库快（秒） database ahead (s)", "存疑 doubt")
_DOUBTS = {None: "—", "jumped": "时钟跳变 it jumped", "database": "与数据库不符 the database's differs"}


@clock_app.command("show")
def show_clock(token: TokenOption, service: ServicesArgument = None, url: UrlOption = None) -> None:
    """Up to which day deadlines are released, and whether the clocks agree."""
    _print([(name, call(name, url, token, "GET", "/v1/clock")) for name in _named(service)])


@clock_app.command("confirm")
def confirm_clock(
    token: TokenOption,
    day: Annotated[str, typer.Option(help="Today in Shanghai, as you know it from elsewhere, such as 2026-12-01")],
    reason: ReasonOption,
    service: ServicesArgument = None,
    url: UrlOption = None,
) -> None:
    """Say that the clock is right though the clocks disagree: deadlines go on."""
    body = {"day": day, "reason": reason}
    _print([(name, call(name, url, token, "POST", "/v1/clock/confirm", json=body)) for name in _named(service)])


def _named(service: str | None) -> tuple[str, ...]:
    return (service,) if service else SERVICES


def _print(told: list[tuple[str, dict[str, Any]]]) -> None:
    print_table(_COLUMNS, [_row(name, clock) for name, clock in told])


def _row(service: str, clock: dict[str, Any]) -> tuple[str, ...]:
    ahead = f"{clock['database_ahead_seconds']:.0f}"
    return service, clock["reached"] or "—", clock["today"], ahead, _DOUBTS[clock["doubt"]]
