"""Whose a step is not."""

from typing import Final

from shared.refusals import Refusal
from shared.texts import Text

NO_CLERK: Final = Refusal(
    Text("role.no_clerk", "{actor} 不是 {workshop} 的文员", "{actor} is no clerk of {workshop}"),
    Text("role.no_clerk.advice", "请申请权限 clerk:{workshop}", "ask for the scope clerk:{workshop}"),
    kind="forbidden",
)
NO_CHECKER: Final = Refusal(
    Text("role.no_checker", "{actor} 不是 {township} 的审核人", "{actor} does not check for {township}"),
    Text("role.no_checker.advice", "请申请权限 checker:{township}", "ask for the scope checker:{township}"),
    kind="forbidden",
)
