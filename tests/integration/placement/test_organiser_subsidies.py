"""What a labourer's stretches earn whoever organised them, from facts as they came, and what each waits for."""

from itertools import permutations
from typing import Any

import pytest

from shared.events.envelope import Event
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import (
    category,
    end_of_placement,
    follow_up,
    interruption,
    membership,
    placement,
    station,
)
from tests.support.placement.service import PlacementService

SANDU = station(90, policy_pack="sandu")
POOR = (membership(91, person="W1"), category(92))


def outside(number: int, starts_on: str, **data: Any) -> Event:
    return placement(number, organiser=data.pop("organiser", "COOP-1"), starts_on=starts_on, **data)


def heard(number: int, made_on: str, **data: Any) -> Event:
    return follow_up(number, made_on=made_on, **data)


async def earned(api: Api, as_of: str, **query: str) -> list[tuple[str, str, str | None]]:
    """Due day, amount, and the reason with what is missing where nothing is paid."""
    asking = api.token("county", "placement:sensitive")
    answer = await api.http.get("/v1/workers/W1/organiser-subsidies", params={"as_of": as_of, **query}, headers=asking)
    assert answer.status_code == 200, answer.text
    return [
        (each["due_on"], each["line"]["amount"], each["line"].get("missing") or each["line"].get("reason"))
        for each in answer.json()["earned"]
    ]


@pytest.mark.parametrize(
    ("starts_on", "last_day", "due_on", "amount", "reason"),
    [
        ("2019-04-01", "2019-06-29", "2019-06-30", "0.00", "ended_before"),
        ("2019-04-01", "2019-06-30", "2019-06-30", "200.00", None),
        ("2019-03-31", "2019-06-30", "2019-06-30", "200.00", None),
    ],
)
async def test_three_months_are_done_on_their_last_day_and_not_the_day_before(
    api: Api,
    service: PlacementService,
    starts_on: str,
    last_day: str,
    due_on: str,
    amount: str,
    reason: str | None,
) -> None:
    await service.report(
        SANDU,
        *POOR,
        outside(1, starts_on),
        end_of_placement(2, last_day=last_day),
        heard(3, "2019-07-01", at_work=False, last_day_at_work=last_day),
    )
    assert await earned(api, "2019-12-31") == [(due_on, amount, reason)]


async def test_the_line_is_explained_by_clause_parameters_and_every_event_it_rests_on(
    api: Api, service: PlacementService
) -> None:
    await service.report(SANDU, *POOR, outside(1, "2019-04-01"), heard(2, "2019-07-01"))
    asking = api.token("county", "placement:sensitive")
    answer = await api.http.get("/v1/workers/W1/organiser-subsidies?as_of=2019-07-01", headers=asking)
    (line,) = (each["line"] for each in answer.json()["earned"])
    assert line["events"] == ["office#office-1", "office#office-2", "office#office-92"]
    assert (line["beneficiary"], line["pack"], line["amount"]) == ("COOP-1", "sandu", "200.00")
    assert {each["name"] for each in line["parameters"]} >= {"organiser_subsidy.amount", "organiser_subsidy.evidence"}
    assert all(line["clause"]["restated"][language] for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        ((outside(1, "2019-04-01"), heard(2, "2019-07-01")), "household.of_nobody:W1"),
        ((*POOR, outside(1, "2019-04-01")), "evidence_missing:COOP-1"),
        ((*POOR, outside(1, "2019-04-01"), heard(2, "2019-06-29")), "evidence_missing:COOP-1"),
        ((*POOR, outside(1, "2019-04-01", organiser=None), heard(2, "2019-07-01")), "organiser_unknown:ST-01/PL-1"),
        ((membership(91, person="W1"), outside(1, "2019-04-01"), heard(2, "2019-07-01")), "not_eligible"),
        ((*POOR, outside(1, "2019-04-01", side="inside"), heard(2, "2019-07-01")), None),
    ],
)
async def test_what_is_not_due_says_why_or_from_whom_something_is_missing(
    api: Api, service: PlacementService, facts: tuple[Event, ...], waits: str | None
) -> None:
    await service.report(SANDU, *facts)
    expected = [] if waits is None else [("2019-06-30", "0.00", waits)]
    assert await earned(api, "2019-12-31") == expected


async def test_a_person_draws_once_a_calendar_year_and_again_in_the_next(api: Api, service: PlacementService) -> None:
    later = {"placement": "PL-2", "employer": "EMP-2"}
    await service.report(
        SANDU,
        *POOR,
        outside(1, "2019-01-01"),
        end_of_placement(2, last_day="2019-04-30"),
        heard(3, "2019-04-02"),
        outside(4, "2019-06-01", **later),
        heard(5, "2019-09-02", placement="PL-2"),
    )
    assert await earned(api, "2019-12-31") == [
        ("2019-03-31", "200.00", None),
        ("2019-08-31", "0.00", "already_drawn"),
    ]
    await service.report(
        end_of_placement(6, placement="PL-2", last_day="2019-10-01"),
        outside(7, "2019-11-01", placement="PL-3", employer="EMP-3"),
        heard(8, "2020-02-03", placement="PL-3"),
    )
    assert (await earned(api, "2020-03-01"))[-1] == ("2020-01-31", "200.00", None)


async def test_a_proof_that_comes_late_is_known_from_when_it_came(api: Api, service: PlacementService) -> None:
    await service.report(SANDU, *POOR, outside(1, "2019-04-01"))
    before = (await service.pool.fetchval("SELECT clock_timestamp()")).isoformat()
    await service.report(heard(2, "2019-07-01"))
    assert await earned(api, "2019-07-01") == [("2019-06-30", "200.00", None)]
    assert await earned(api, "2019-07-01", known_at=before) == [("2019-06-30", "0.00", "evidence_missing:COOP-1")]


async def test_what_was_due_on_a_day_stays_due_whatever_is_reported_of_later_days(
    api: Api, service: PlacementService
) -> None:
    await service.report(SANDU, *POOR, outside(1, "2019-04-01"), heard(2, "2019-07-01"))
    due = await earned(api, "2019-07-01")
    await service.report(
        end_of_placement(3, last_day="2019-07-02"),
        interruption(4, cause="unpaid", first_day="2019-08-01", last_day="2019-08-30"),
        outside(5, "2019-09-15", placement="PL-2", employer="EMP-2"),
    )
    assert await earned(api, "2019-07-01") == due == [("2019-06-30", "200.00", None)]


async def test_in_whatever_order_they_come_the_same_is_earned(api: Api, service: PlacementService) -> None:
    story = [*POOR, outside(1, "2019-04-01"), heard(2, "2019-07-01"), end_of_placement(3, last_day="2019-07-05")]
    found = []
    for order in list(permutations(story))[::13]:
        await service.forget_everything()
        await service.report(SANDU)
        for event in order:
            await service.report(event)
        found.append(await earned(api, "2019-12-31"))
    assert found == [[("2019-06-30", "200.00", None)]] * len(found)


async def test_two_who_claim_to_have_organised_it_wait_for_a_person(api: Api, service: PlacementService) -> None:
    await service.report(
        SANDU, *POOR, outside(1, "2019-04-01"), placement(2, "ST-02", starts_on="2019-04-02"), heard(3, "2019-07-01")
    )
    assert await earned(api, "2019-07-01") == [("2019-06-30", "0.00", "organiser_contested:COOP-1")]


async def test_who_asked_is_kept_and_only_those_may_who_see_households(api: Api, service: PlacementService) -> None:
    refused = await api.http.get("/v1/workers/W1/organiser-subsidies", headers=api.token("reader", "placement:read"))
    assert refused.status_code == 403
    await earned(api, "2019-07-01")
    row = await service.pool.fetchrow("SELECT actor, action FROM audit_log ORDER BY at DESC LIMIT 1")
    assert row is not None
    assert tuple(row) == ("county", "worker.subsidies_read")
