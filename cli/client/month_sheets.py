"""A month sheet as the service reads it, for a person to look at before its marks are taken."""

from collections.abc import Mapping
from typing import Any, Final

from cli.client.lines import by_fault, lines_in_short
from cli.client.printing import print_table
from cli.client.refusals import in_both
from shared.terminal import say

_LEAVE: Final = {"paid": "带薪假 paid leave", "unpaid": "无薪假 unpaid leave", None: ""}
_NOTHING_SAID: Final = "·"


def print_month_sheet(preview: Mapping[str, Any]) -> None:
    """What each mark is read as, each worker's marks, and the lines that are not taken."""
    say(f"考勤表 month sheet: {preview['workshop']} {preview['month']}")
    print_table(
        ("标记 mark", "计 days", "请假 leave", "格数 cells"),
        [(mark["mark"], mark["weight_days"], _LEAVE[mark["leave"]], mark["cells"]) for mark in preview["marks"]],
        amounts=(1, 3),
    )
    print_table(
        ("行 line", "工号 worker", "姓名 name", "逐日 marks from the 1st on", "计 days"),
        [
            (
                row["line"],
                row["worker"],
                row["name"],
                " ".join(mark or _NOTHING_SAID for mark in row["marks"]),
                row["weight_days"],
            )
            for row in preview["workers"]
        ],
        amounts=(0, 4),
    )
    for reason, lines in by_fault((row["line"], in_both(row, "reason")) for row in preview["refused"]).items():
        say(f"  第 {lines_in_short(lines)} 行 line 不收 not taken")
        for sentence in reason.split("\n"):
            say(f"    {sentence}")
