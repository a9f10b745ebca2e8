"""What waits because its computation failed, in one service or in all."""

from typing import Annotated, Any

import typer

from cli.client.calling import TokenOption, UrlOption, call
from cli.client.printing import moment, print_table
from shared.events.catalogue import SERVICES
from shared.terminal import say

_COLUMNS = ("服务 service", "等待的 waits", "起于 since", "原因 reason", "牵涉 concerns", "已试 tried", "再试 again")
_PAGE = 500
_SHOWN_CONCERNS = 5


def waiting(
    token: TokenOption,
    service: Annotated[str | None, typer.Argument(help="orders, payroll or placement; left out: all three")] = None,
    url: UrlOption = None,
) -> None:
    """List what could not be computed: months that rest on it are not closed meanwhile."""
    rows = [(name, part) for name in ([service] if service else SERVICES) for part in _all_of(name, url, token)]
    if not rows:
        say("没有等待计算的 nothing waits")
        return
    print_table(_COLUMNS, [_row(name, part) for name, part in rows])


def _all_of(service: str, url: str | None, token: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = call(service, url, token, "GET", "/v1/waiting", params={"after": after, "limit": _PAGE})
        found += page["waiting"]
        after = page["next"]
    return found


def _row(service: str, part: dict[str, Any]) -> tuple[str, ...]:
    again = moment(part["retry_at"]) if part["retry_at"] else "即将 soon"
    subject = f"{part['kind']} {'/'.join(part['subject'])}"
    concerns = _concerns(part["concerns"])
    return service, subject, moment(part["since"]), part["reason"], concerns, str(part["failures"]), again


def _concerns(concerns: list[dict[str, str | None]]) -> str:
    shown = [
        " ".join(part for part in (known["about"], known["worker"], known["workshop"], known["month"]) if part)
        for known in concerns[:_SHOWN_CONCERNS]
    ]
    more = len(concerns) - len(shown)
    return "\n".join([*shown, *([f"另 and {more}"] if more else [])])
