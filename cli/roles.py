"""Which roles belong to two people: told to whoever issues one token for both."""

from collections.abc import Iterator, Sequence
from typing import Final

_OF_TWO: Final = (
    ("clerk:", "checker:", "提交和核准应由两人办理", "who prepares a month does not approve it"),
    ("checker:", "payroll:finance", "核准和发放应由两人办理", "who approves a month does not pay it"),
    (
        "placement:write",
        "payroll:finance",
        "登记账号和发放应由两人办理",
        "who says where money goes does not send it",
    ),
)
"""Beginnings of two scopes, and why they are not one person's."""


def roles_of_two(scopes: Sequence[str]) -> Iterator[str]:
    """A sentence, Chinese first, for each pair of roles these scopes would give to one person."""
    for one, other, chinese, english in _OF_TWO:
        first = next((scope for scope in scopes if scope.startswith(one)), None)
        second = next((scope for scope in scopes if scope.startswith(other)), None)
        if first and second:
            yield f"{first} + {second}: {chinese} {english}"
