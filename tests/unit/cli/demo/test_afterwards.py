"""What comes after the payment is compared with what the sample says: each part is broken once and named."""

from typing import Any

import httpx
import pytest

from cli.demo.afterwards import judged
from cli.demo.failing import DemoFailedError
from cli.demo.patience import through_outages

WANTED: dict[str, Any] = {
    "taken": 2,
    "refused": [{"line": 3, "pointer": "/data/day"}],
    "refused_as_a_whole": None,
    "superseded": [2],
    "layout": "usb",
}
STEP = {"file": "a.csv", "door": "import", "answer": WANTED}
PROBLEM = {"pointer": "/data/day", "reason": "no date", "advice": "write one"}
ANSWER: dict[str, Any] = {
    "accepted": 1,
    "duplicate": 1,
    "layout": "usb",
    "refused": [{"line": 3, "problem": PROBLEM}],
    "not_in_force": [{"line": 2, "advice": "send it again with revision 1"}],
}


def wrong(status: int = 200, step: dict[str, Any] | None = None, **changed: Any) -> list[str]:
    return list(judged(step or STEP, httpx.Response(status, json=ANSWER | changed)).wrong)


def test_an_answer_as_the_sample_says_is_not_wrong() -> None:
    assert wrong() == []
    assert wrong(accepted=0, duplicate=2, not_in_force=[{"line": 2, "advice": ""}, {"line": 4, "advice": ""}]) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"accepted": 2}, "3 entries were taken, not 2"),
        ({"refused": []}, "refused were []"),
        ({"refused": [{"line": 4, "problem": PROBLEM}]}, "'line': 4"),
        ({"layout": "push"}, "the layout taken was push, not usb"),
        ({"not_in_force": []}, "not in force were the lines [], not [2]"),
    ],
)
def test_each_difference_is_named(changed: dict[str, Any], said: str) -> None:
    (fault,) = wrong(**changed)
    assert said in fault


def test_a_file_refused_as_a_whole_is_refused_for_that_and_nothing_else() -> None:
    whole = {"file": "a.csv", "door": "import", "answer": WANTED | {"refused_as_a_whole": "line 2"}}
    nothing = {"taken": 0, "refused": [], "superseded": [], "layout": None}
    whole["answer"] = {**WANTED, **nothing, "refused_as_a_whole": "line 2"}
    assert wrong(422, whole, detail="line 2 cannot be read") == []
    assert wrong(422, whole, detail="the disk is full")
    assert wrong(200, whole)
    assert wrong(422, detail="line 2 cannot be read")


class Running:
    """A supervisor that has nothing to complain of."""

    def check(self) -> None:
        """Nothing was given up."""


def test_an_outage_is_waited_out_and_one_without_end_is_told() -> None:
    request = httpx.Request("GET", "http://127.0.0.1:8001/")
    answers: list[Any] = [httpx.ConnectError("refused"), httpx.Response(503, request=request), httpx.Response(200)]

    def ask() -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    assert through_outages(Running(), ask).status_code == 200
    answers = [httpx.ReadError("reset")]
    with pytest.raises(DemoFailedError, match="stayed away: ReadError: reset"):
        through_outages(Running(), ask, longest_seconds=-1)
