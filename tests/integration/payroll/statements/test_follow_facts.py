"""Whatever arrives, and in whatever order, a worker's month is what his facts say."""

from typing import Any

import orjson
import pytest

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import told
from tests.support.payroll.facts import attended, certified, month_attended, pieces, registered, roster, workshop

JULY = "2022-07"


async def statement(payroll: ServiceUnderTest, worker: str, month: str = JULY) -> dict[str, Any]:
    found = await told(payroll, worker, month)
    assert found is not None, f"{worker} has no statement of {month}"
    return found


def amounts(found: dict[str, Any]) -> dict[str, str]:
    return {line["rule"]: line["amount"] for line in found["lines"]}


async def test_an_unknown_worker_has_an_incomplete_statement_which_his_registration_completes(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(workshop(), attended("W-1", "2022-07-04"), pieces("W-1", "E-1", "2022-07-04", 100))
    before = await statement(payroll, "W-1")
    assert before["incomplete"] == ["worker_not_registered"]
    assert before["complete"] is False

    await payroll.record(registered("W-1", first_day="2022-07-01"))
    after = await statement(payroll, "W-1")
    assert after["incomplete"] == []
    assert amounts(after) == {"piecework": "250.00", "attendance_incentive": "125.00"}


async def test_a_rate_that_arrives_late_prices_the_pieces_made_before(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), pieces("W-1", "E-1", "2022-07-04", 100, rate=None))
    before = await statement(payroll, "W-1")
    assert before["total"] == "0.00"
    assert [reason.split(":")[0] for reason in before["incomplete"]] == ["rate_missing"]

    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 100, rate="2.50", revision=2))
    after = await statement(payroll, "W-1")
    assert amounts(after)["piecework"] == "250.00"
    assert after["incomplete"] == []


async def test_a_corrected_first_day_recomputes_the_months_it_moves(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"))
    months = [pieces("W-1", f"E-{month}", f"2022-{month:02d}-05", 100, rate="10") for month in (7, 8, 9)]
    await payroll.record(*months)
    assert [(await statement(payroll, "W-1", f"2022-{month:02d}"))["month_index"] for month in (7, 8, 9)] == [1, 2, 3]
    assert amounts(await statement(payroll, "W-1", "2022-09"))["attendance_incentive"] == "300.00"

    await payroll.record(attended("W-1", "2022-05-30", "0.5"))
    assert [(await statement(payroll, "W-1", f"2022-{month:02d}"))["month_index"] for month in (7, 8, 9)] == [3, 4, 5]
    assert amounts(await statement(payroll, "W-1", "2022-07"))["attendance_incentive"] == "300.00"
    assert "attendance_incentive" not in amounts(await statement(payroll, "W-1", "2022-09"))

    await payroll.record(attended("W-1", "2022-05-30", "0", revision=2))
    assert [(await statement(payroll, "W-1", f"2022-{month:02d}"))["month_index"] for month in (7, 8, 9)] == [1, 2, 3]


async def test_a_roster_reaches_everybody_registered_in_the_workshop(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        workshop("WS-02"),
        registered("W-1"),
        registered("W-2"),
        registered("W-3", "WS-02"),
        *month_attended("W-1", JULY, 20),
        *month_attended("W-2", JULY, 19),
        *month_attended("W-3", JULY, 20, at="WS-02"),
    )
    for worker in ("W-1", "W-2", "W-3"):
        assert "full_attendance_award" not in amounts(await statement(payroll, worker))

    await payroll.record(roster(JULY, [f"2022-07-{day:02d}" for day in range(1, 21)]))
    assert amounts(await statement(payroll, "W-1"))["full_attendance_award"] == "500.00"
    assert "full_attendance_award" not in amounts(await statement(payroll, "W-2"))
    assert "full_attendance_award" not in amounts(await statement(payroll, "W-3"))

    await payroll.record(roster(JULY, [], revision=2, withdrawn=True))
    assert "full_attendance_award" not in amounts(await statement(payroll, "W-1"))


async def test_a_group_roster_goes_before_the_workshops(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        registered("W-1", groups={"WS-01": "night"}),
        *month_attended("W-1", JULY, 10),
        roster(JULY, [f"2022-07-{day:02d}" for day in range(1, 27)]),
    )
    assert "full_attendance_award" not in amounts(await statement(payroll, "W-1"))
    await payroll.record(roster(JULY, [f"2022-07-{day:02d}" for day in range(1, 11)], group="night"))
    assert amounts(await statement(payroll, "W-1"))["full_attendance_award"] == "500.00"


async def test_a_late_certificate_reaches_every_month_after_its_issue(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), attended("W-1", "2022-06-01"), attended("W-1", "2022-07-01"))
    await payroll.record(certified("W-1", "C-1", "2022-06-15"))
    assert "skill_uplift" not in amounts(await statement(payroll, "W-1", "2022-06"))
    assert amounts(await statement(payroll, "W-1", JULY))["skill_uplift"] == "600.00"


async def test_a_certificate_that_named_the_wrong_worker_is_taken_from_him(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), registered("W-2"))
    await payroll.record(attended("W-1", "2022-07-01"), attended("W-2", "2022-07-01"))
    await payroll.record(certified("W-1", "C-1", "2022-06-15"))
    await payroll.record(certified("W-2", "C-1", "2022-06-15", revision=2))
    assert "skill_uplift" not in amounts(await statement(payroll, "W-1"))
    assert amounts(await statement(payroll, "W-2"))["skill_uplift"] == "600.00"


@pytest.mark.parametrize("grade", ["elementary", "intermediate", "senior", "technician", "senior_technician"])
async def test_every_grade_an_event_may_carry_is_known_to_the_pack(payroll: ServiceUnderTest, grade: str) -> None:
    await payroll.record(workshop(), registered("W-1"), attended("W-1", "2022-07-01"))
    await payroll.record(certified("W-1", "C-1", "2022-06-15", grade=grade))
    found = await statement(payroll, "W-1")
    assert found["incomplete"] == []
    assert amounts(found)["skill_uplift"] == "600.00"


async def test_half_a_day_attended_beside_half_a_day_of_leave_counts_as_attended(payroll: ServiceUnderTest) -> None:
    days = month_attended("W-1", JULY, 25)
    await payroll.record(
        workshop(),
        registered("W-1"),
        *days,
        attended("W-1", "2022-07-26", "0.5", leave="paid"),
        attended("W-1", "2022-07-27", "0.5", leave="unpaid"),
        attended("W-1", "2022-07-28", "0", leave="paid"),
    )
    found = await statement(payroll, "W-1")
    assert found["attendance_days"] == "26.0"
    assert amounts(found)["guaranteed_floor"] == "1500.00"


async def test_a_day_of_leave_is_no_first_day_worked(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        registered("W-1"),
        attended("W-1", "2022-06-30", "0", leave="paid"),
        pieces("W-1", "E-1", "2022-07-04", 100),
    )
    assert (await statement(payroll, "W-1"))["month_index"] == 1


async def test_a_workshops_pack_reaches_everything_computed_in_it(payroll: ServiceUnderTest) -> None:
    await payroll.record(registered("W-1"), *month_attended("W-1", JULY, 26))
    unknown = await statement(payroll, "W-1")
    assert unknown["incomplete"] == ["workshop_not_registered:WS-01"]
    assert unknown["lines"] == []

    await payroll.record(workshop())
    assert amounts(await statement(payroll, "W-1")) == {
        "full_attendance_award": "500.00",
        "guaranteed_floor": "1500.00",
    }

    await payroll.record(workshop(revision=2, pack="nowhere"))
    assert (await statement(payroll, "W-1"))["incomplete"] == ["policy_pack_unknown:nowhere"]


async def test_an_entry_moved_to_another_month_leaves_the_first(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), pieces("W-1", "E-1", "2022-07-31", 100))
    await payroll.record(pieces("W-1", "E-1", "2022-08-01", 100, revision=2))
    assert (await statement(payroll, "W-1", "2022-07"))["total"] == "0.00"
    assert amounts(await statement(payroll, "W-1", "2022-08"))["piecework"] == "250.00"

    await payroll.record(pieces("W-1", "E-1", "2022-08-01", 100, revision=3, withdrawn=True))
    assert (await statement(payroll, "W-1", "2022-08"))["total"] == "0.00"


async def test_an_older_revision_that_arrives_late_changes_nothing(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), pieces("W-1", "E-1", "2022-07-01", 200, revision=2))
    before = await statement(payroll, "W-1")
    await payroll.record(pieces("W-1", "E-1", "2022-07-01", 100, revision=1))
    after = await statement(payroll, "W-1")
    assert after == before


async def test_unchanged_content_is_published_once(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), pieces("W-1", "E-1", "2022-07-01", 100))
    published = await payroll.published("statement/W-1/")
    await payroll.record(pieces("W-1", "E-1", "2022-07-01", 100, revision=2), workshop(revision=2, name="Other name"))
    assert await payroll.published("statement/W-1/") == published


async def test_a_statement_carries_the_correlation_of_the_fact_that_changed_it(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"))
    cause = pieces("W-1", "E-1", "2022-07-04", 100)
    await payroll.record(cause)
    (row,) = await payroll.pool.fetch("SELECT event FROM outbox WHERE subject = 'statement/W-1/2022-07'")
    published = orjson.loads(row["event"])
    assert published["id"] == "statement/W-1/2022-07@1"
    assert published["source"] == "gongfang:payroll"
    assert published["correlationid"] == cause.correlation
    assert published["causationid"] == cause.key


async def test_explaining_a_statement_gives_the_stored_amounts_with_their_events(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-07-01"),
        *month_attended("W-1", JULY, 26),
        pieces("W-1", "E-1", "2022-07-04", 137, rate="0.3333"),
        pieces("W-1", "E-2", "2022-07-05", 11, rate="4.5", operation="packing"),
        certified("W-1", "C-1", "2022-06-15"),
    )
    stored = await statement(payroll, "W-1")
    explained = await told(payroll, "W-1", JULY, explain=True)
    assert explained is not None
    assert explained["pending"] is False
    assert [(line["rule"], line["amount"]) for line in explained["lines"]] == [
        (line["rule"], line["amount"]) for line in stored["lines"]
    ]
    assert {line["rule"] for line in explained["lines"]} == {
        "piecework",
        "attendance_incentive",
        "full_attendance_award",
        "skill_uplift",
        "guaranteed_floor",
    }
    by_rule = {line["rule"]: line for line in explained["lines"]}
    assert by_rule["full_attendance_award"]["events"] == sorted(
        f"gongfang:placement#attendance/W-1/2022-07-{day:02d}/WS-01@1" for day in range(1, 27)
    )
    assert stored["correlation_ids"] == sorted(stored["correlation_ids"])
    assert "began:piecework/E-1/W-1" in stored["correlation_ids"]


async def test_an_explanation_says_that_newer_facts_wait(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"), attended("W-1", "2022-07-01"))
    await payroll.send(pieces("W-1", "E-1", "2022-07-04", 1))
    explained = await told(payroll, "W-1", JULY, explain=True)
    assert explained is not None
    assert explained["pending"] is True
