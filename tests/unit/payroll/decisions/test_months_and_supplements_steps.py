"""Which steps of a month and of a supplement are open to whom, and when wages are late: the table as people know it."""

from datetime import date

import pytest

from services.payroll.decisions.lifecycles import MONTH, SUPPLEMENT
from shared.decisions.history import add_step
from shared.decisions.lifecycle import Standing, days_late
from shared.messaging.clients import Client
from shared.months import Month
from shared.policy import load_pack

AT = {"workshop": "WS-01", "month": "2022-07", "township": "TW-01"}
CLERK = Client("li", frozenset({"clerk:WS-01"}))
CHECKER = Client("zhao", frozenset({"checker:TW-01"}))
BOTH = Client("li", frozenset({"clerk:WS-01", "checker:TW-01"}))
STRANGER = Client("wang", frozenset({"clerk:WS-02", "checker:TW-02", "payroll:finance", "payroll:read"}))


def open_steps(client: Client, standing: Standing) -> set[str]:
    return {step.name for step in MONTH.open_to(client, standing, **AT)}


@pytest.mark.parametrize(
    ("state", "clerk", "checker", "both"),
    [
        ("open", {"submitted"}, set(), {"submitted"}),
        ("in_review", {"sent_back"}, {"sent_back", "approved"}, {"sent_back"}),
        ("closed", set(), set(), set()),
        ("paid", set(), set(), set()),
    ],
)
def test_the_clerk_submits_the_checker_approves_and_nobody_does_both(
    state: str, clerk: set[str], checker: set[str], both: set[str]
) -> None:
    standing = Standing(state, "li", {"submitted": "li"})
    assert open_steps(CLERK, standing) == clerk
    assert open_steps(CHECKER, standing) == checker
    assert open_steps(BOTH, standing) == both, "li submitted it"
    assert open_steps(STRANGER, standing) == set()


def test_a_supplement_is_approved_or_refused_by_the_checker_who_did_not_prepare_it() -> None:
    about = {"number": 7, "workshop": "WS-01", "township": "TW-01"}
    prepared = Standing("prepared", None, {"prepared": "li"})
    assert [step.name for step in SUPPLEMENT.open_to(CHECKER, prepared, **about)] == ["approved", "refused"]
    assert [step.name for step in SUPPLEMENT.open_to(BOTH, prepared, **about)] == ["refused"]
    assert SUPPLEMENT.open_to(CLERK, prepared, **about) == ()
    assert SUPPLEMENT.open_to(CHECKER, Standing("approved", "zhao"), **about) == ()


def test_wages_are_late_from_the_day_after_their_pack_says_until_they_are_paid() -> None:
    july = Month.parse("2022-07")
    policy = load_pack("songtao").rules_on(july.first_day)
    due = {state.name: MONTH.due_on(state.name, july.last_day, policy) for state in MONTH.states}
    assert due.pop("paid") is None
    (day,) = set(due.values())
    assert day is not None
    assert (days_late(day, day), days_late(day, date.fromordinal(day.toordinal() + 3))) == (0, 3)


async def test_a_step_that_would_lead_where_it_was_not_declared_to_is_an_error_and_not_recorded() -> None:
    connection = None
    with pytest.raises(ValueError, match="month: submitted does not lead to paid"):
        await add_step(connection, MONTH, ("WS-01", "2022-07"), MONTH.steps[0], "paid", "li")  # type: ignore[arg-type]
