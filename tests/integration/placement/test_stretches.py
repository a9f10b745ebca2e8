"""A labourer's stretches and follow-ups as they are answered, for any day, from what was known at any moment."""

from typing import Any

import pytest

from shared.events.envelope import Event
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import end_of_placement, follow_up, interruption, placement, station
from tests.support.placement.service import PlacementService

SANDU = station(90, policy_pack="sandu")


async def stretches(api: Api, worker: str = "W1", **query: str) -> dict[str, Any]:
    reader = api.token("reader", "placement:read")
    answer = await api.http.get(f"/v1/workers/{worker}/stretches", params=query, headers=reader)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def points(api: Api, as_of: str) -> list[tuple[int, str, str]]:
    (stretch,) = (await stretches(api, as_of=as_of))["stretches"]
    return [(point["months"], point["due_on"], point["state"]) for point in stretch["follow_ups"]]


@pytest.mark.parametrize(
    ("second_start", "expected"),
    [("2022-07-08", [("2022-04-01", None)]), ("2022-07-09", [("2022-04-01", "2022-06-30"), ("2022-07-09", None)])],
)
async def test_a_hole_of_more_than_seven_days_begins_a_new_stretch(
    api: Api, service: PlacementService, second_start: str, expected: list[tuple[str, str | None]]
) -> None:
    later = placement(3, placement="PL-2", employer="EMP-2", starts_on=second_start)
    await service.report(SANDU, placement(1), end_of_placement(2), later)
    found = (await stretches(api, as_of="2022-12-31"))["stretches"]
    assert [(each["starts_on"], each["last_day"]) for each in found] == expected


async def test_leave_is_no_hole_and_unpaid_days_are(api: Api, service: PlacementService) -> None:
    await service.report(SANDU, placement(1), interruption(2))
    (whole,) = (await stretches(api, as_of="2022-05-31"))["stretches"]
    assert (whole["days_covered"], whole["days_at_work"], whole["holes"]) == (61, 55, [])
    await service.report(interruption(3, cause="unpaid"))
    (holed,) = (await stretches(api, as_of="2022-05-31"))["stretches"]
    assert holed["holes"] == [{"first_day": "2022-05-01", "last_day": "2022-05-06"}]


async def test_an_interruption_that_lasts_is_no_end(api: Api, service: PlacementService) -> None:
    await service.report(SANDU, placement(1), interruption(2, cause="injury", last_day=None))
    (whole,) = (await stretches(api, as_of="2022-06-30"))["stretches"]
    assert (whole["last_day"], whole["days_covered"], whole["days_at_work"]) == (None, 91, 30)


async def test_follow_ups_are_due_after_each_month_and_overdue_the_day_after(
    api: Api, service: PlacementService
) -> None:
    await service.report(SANDU, placement(1))
    assert await points(api, "2022-04-29") == [(1, "2022-04-30", "coming")]
    assert await points(api, "2022-04-30") == [(1, "2022-04-30", "due"), (2, "2022-05-31", "coming")]
    assert (await points(api, "2022-05-01"))[0] == (1, "2022-04-30", "overdue")
    assert (await points(api, "2022-05-31"))[0] == (1, "2022-04-30", "missed")


async def test_a_follow_up_answers_by_the_day_it_was_made_whenever_it_came(api: Api, service: PlacementService) -> None:
    await service.report(SANDU, placement(1))
    before = (await service.pool.fetchval("SELECT clock_timestamp()")).isoformat()
    await service.report(follow_up(2, made_on="2022-05-02"))
    (stretch,) = (await stretches(api, as_of="2022-05-10"))["stretches"]
    assert stretch["follow_ups"][0]["answered_by"] == "office#office-2"
    (then,) = (await stretches(api, as_of="2022-05-10", known_at=before))["stretches"]
    assert (then["follow_ups"][0]["state"], then["follow_ups"][0]["answered_by"]) == ("overdue", None)


async def test_a_later_start_ends_an_open_placement_and_the_return_is_missing(
    api: Api, service: PlacementService
) -> None:
    await service.report(SANDU, placement(1), placement(2, placement="PL-2", employer="EMP-2", starts_on="2022-06-01"))
    (stretch,) = (await stretches(api, as_of="2022-12-31"))["stretches"]
    assert stretch["return_not_reported"] == ["ST-01/PL-1"]
    assert stretch["placements"] == ["ST-01/PL-1", "ST-01/PL-2"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([], "stretches.no_placement"),
        ([placement(1)], "stretches.no_pack"),
        ([placement(1), station(2, policy_pack="nowhere")], "stretches.no_pack"),
        ([placement(1), station(2, policy_pack="songtao")], "stretches.no_rule"),
    ],
)
async def test_what_is_missing_is_told_in_both_languages(
    api: Api, service: PlacementService, facts: list[Event], code: str
) -> None:
    if facts:
        await service.report(*facts)
    found = await stretches(api)
    assert (found["missing"]["code"], found["stretches"]) == (code, [])
    assert all(found["missing"][language] for language in ("zh", "en"))


@pytest.mark.parametrize(("as_of", "code"), [("1950-01-01", "stretches.not_in_force"), ("2099-12-31", None)])
async def test_any_day_that_can_be_written_is_answered(
    api: Api, service: PlacementService, as_of: str, code: str | None
) -> None:
    await service.report(SANDU, placement(1, starts_on="1950-01-02"), interruption(2, last_day=None))
    found = await stretches(api, as_of=as_of)
    assert (found["missing"] or {}).get("code") == code


async def test_a_last_day_before_the_start_has_no_stretch(api: Api, service: PlacementService) -> None:
    await service.report(SANDU, placement(1), end_of_placement(2, last_day="2022-03-01"))
    assert (await stretches(api))["stretches"] == []
