"""Workers, workshops, rosters, certificates and shares: what is told, and what is published of it."""

import pytest
from pydantic import ValidationError

from services.placement.store import people
from services.placement.store.sealed_details import open_details
from tests.support.placement.facts import (
    certificate,
    enrolment,
    identity_number,
    roster,
    shareholding,
    workshop,
)
from tests.support.placement.service import PlacementService, now

BEFORE_JULY = "2022-06-30T15:59:59Z"
JULY_BEGINS = "2022-06-30T16:00:00Z"


async def test_a_workers_assignments_come_sorted_with_the_earliest_first_day(service: PlacementService) -> None:
    await service.report(enrolment(1, since="2022-08-01", workshop="WS-02", first_day="2022-07-03", group="G1"))
    await service.report(enrolment(2, since="2022-07-01", first_day="2022-07-02"))
    assert await service.states("worker/") == {
        "worker/W1": {
            "worker": "W1",
            "first_day": "2022-07-02",
            "assignments": [
                {"workshop": "WS-01", "since": "2022-07-01"},
                {"workshop": "WS-02", "since": "2022-08-01", "group": "G1"},
            ],
        }
    }


async def test_a_worker_whose_only_enrolment_is_taken_back_is_withdrawn(service: PlacementService) -> None:
    await service.report(enrolment(1))
    await service.report(enrolment(2, withdrawn=True))
    assert await service.states("worker/") == {}


async def test_nothing_published_names_a_person(service: PlacementService) -> None:
    await service.report(enrolment(1))
    for row in await service.pool.fetch("SELECT event FROM outbox"):
        text = row["event"].decode()
        assert "李小红" not in text
        assert identity_number(1) not in text
        assert "13812345678" not in text


async def test_details_are_sealed_at_rest_each_person_under_a_key_of_his_own(service: PlacementService) -> None:
    await service.report(enrolment(1), enrolment(2, "W2", person=2, name="王五"))
    stored = await service.pool.fetch("SELECT sealed_key, sealed_details FROM person ORDER BY worker")
    assert stored[0]["sealed_key"] != stored[1]["sealed_key"]
    for row in stored:
        assert identity_number(1).encode() not in row["sealed_details"]
    async with service.pool.acquire() as connection:
        first, second = [await people.read_person(connection, worker) for worker in ("W1", "W2")]
    assert first is not None
    assert second is not None
    details = open_details(service.sealer, first)
    assert details is not None
    assert (details.name, details.identity_number) == ("李小红", identity_number(1))


async def test_the_latest_details_win_whatever_order_they_come_in(service: PlacementService) -> None:
    await service.report(enrolment(2, phone="13900000000"))
    await service.report(enrolment(1, since="2022-06-01", phone="13800000000"))
    async with service.pool.acquire() as connection:
        person = await people.read_person(connection, "W1")
    assert person is not None
    details = open_details(service.sealer, person)
    assert details is not None
    assert details.phone == "13900000000"


async def test_an_identity_number_with_a_wrong_check_digit_is_refused_without_repeating_it(
    service: PlacementService,
) -> None:
    right = identity_number(1)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    (outcome,) = await service.send(enrolment(1, identity_number=wrong))
    assert outcome.status == "rejected"
    assert outcome.problem is not None
    assert outcome.problem.pointer == "/data/identity_number"
    assert wrong not in outcome.problem.text.en + outcome.problem.advice.en
    assert await service.pool.fetchval("SELECT count(*) FROM person") == 0


async def test_one_identity_number_under_two_ids_is_refused_naming_the_other(service: PlacementService) -> None:
    await service.report(enrolment(1))
    (outcome,) = await service.send(enrolment(2, "W2"))
    assert outcome.status == "rejected"
    assert outcome.problem is not None
    assert "W1" in outcome.problem.text.en
    assert identity_number(1) not in outcome.problem.text.en


def test_a_number_in_full_width_digits_is_no_number_in_an_event() -> None:
    """Files are read more kindly: there a person typed it."""
    with pytest.raises(ValidationError, match="identity_number"):
        enrolment(2, "W2", identity_number=identity_number(1).replace("1", "１"))


async def test_within_a_batch_the_first_keeps_the_number_and_the_second_is_refused(
    service: PlacementService,
) -> None:
    outcomes = await service.send(enrolment(1), enrolment(2, "W2"), enrolment(3, "W3", person=3))
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected", "accepted"]


async def test_a_number_is_free_again_once_the_worker_was_taken_back(service: PlacementService) -> None:
    await service.report(enrolment(1, "W2"))
    await service.report(enrolment(2, "W2", withdrawn=True))
    await service.report(enrolment(3, "W1"))
    (outcome,) = await service.send(enrolment(4, "W2"))
    assert outcome.status == "rejected"


async def test_erased_details_stay_erased_when_an_old_fact_comes_again_and_return_with_a_new_one(
    service: PlacementService,
) -> None:
    await service.report(enrolment(1))
    async with service.pool.acquire() as connection:
        assert await people.erase_person(connection, "W1")
    await service.report(enrolment(2, since="2022-09-01"))
    async with service.pool.acquire() as connection:
        erased = await people.read_person(connection, "W1")
    assert erased is not None
    assert open_details(service.sealer, erased) is None
    await service.report(enrolment(3, time=now().isoformat()))
    async with service.pool.acquire() as connection:
        again = await people.read_person(connection, "W1")
    assert again is not None
    assert open_details(service.sealer, again) is not None


async def test_a_workshop_is_published_once_and_again_only_when_it_changes(service: PlacementService) -> None:
    await service.report(workshop(1))
    await service.report(workshop(2))
    await service.report(workshop(3, township="T-02"))
    published = await service.publications("workshop/")
    assert [(state["revision"], state["township"]) for state in published] == [(1, "T-01"), (2, "T-02")]


async def test_a_certificate_is_published_and_its_revocation_too(service: PlacementService) -> None:
    await service.report(certificate(1))
    await service.report(certificate(2, revoked_on="2022-09-30"))
    assert (await service.states("certificate/"))["certificate/C-1"]["revoked_on"] == "2022-09-30"
    (outcome,) = await service.send(certificate(3, revoked_on="2022-05-11"))
    assert outcome.problem is not None
    assert outcome.problem.pointer == "/data/revoked_on"


async def test_a_certificates_number_is_its_holders_while_it_stands(service: PlacementService) -> None:
    await service.report(certificate(1))
    for another in (certificate(2, worker="W2"), certificate(3, worker="W2", withdrawn=True)):
        (outcome,) = await service.send(another)
        assert (outcome.status, outcome.problem and outcome.problem.pointer) == ("rejected", "/data/worker")
    outcomes = await service.send(certificate(4, certificate="C-2"), certificate(5, certificate="C-2", worker="W2"))
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected"]
    await service.report(certificate(6, withdrawn=True), certificate(7, certificate="C-3"))
    await service.report(certificate(8, worker="W2"))
    assert (await service.states("certificate/"))["certificate/C-1"]["worker"] == "W2"


async def test_shares_are_kept_by_village_and_first_day(service: PlacementService) -> None:
    await service.report(
        shareholding(1, "10"), shareholding(2, "5", village="V002"), shareholding(3, "12", effective_from="2022-07-01")
    )
    await service.report(shareholding(4, "5", village="V002", withdrawn=True))
    states = await service.states("shareholding/")
    assert {subject: state["shares"] for subject, state in states.items()} == {
        "shareholding/WS-01/V001/2022-01-01": "10",
        "shareholding/WS-01/V001/2022-07-01": "12",
    }


async def _expected(service: PlacementService, subject: str = "roster/WS-01/2022-07") -> list[str] | None:
    state = (await service.states("roster/")).get(subject)
    return list(state["expected_days"]) if state else None


async def test_a_roster_may_change_freely_until_the_month_begins_in_shanghai(service: PlacementService) -> None:
    await service.report(roster(1, "2022-07-01", time="2022-06-20T00:00:00Z"))
    await service.report(roster(2, "2022-07-01", "2022-07-02", time=BEFORE_JULY))
    assert await _expected(service) == ["2022-07-01", "2022-07-02"]
    await service.report(roster(3, "2022-07-01", time=JULY_BEGINS))
    assert await _expected(service) == ["2022-07-01", "2022-07-02"]


async def test_the_first_roster_is_free_even_after_the_month_began(service: PlacementService) -> None:
    await service.report(roster(1, "2022-07-01", time="2022-07-20T00:00:00Z"))
    assert await _expected(service) == ["2022-07-01"]


async def test_a_later_change_needs_reason_and_approval_both(service: PlacementService) -> None:
    await service.report(roster(1, "2022-07-01", "2022-07-02", time=BEFORE_JULY))
    await service.report(roster(2, "2022-07-01", time="2022-07-05T00:00:00Z", closure_reason="flood"))
    await service.report(roster(3, "2022-07-01", time="2022-07-06T00:00:00Z", approved_by="T-01"))
    assert await _expected(service) == ["2022-07-01", "2022-07-02"]
    await service.report(
        roster(4, "2022-07-01", time="2022-07-07T00:00:00Z", closure_reason="flood", approved_by="T-01")
    )
    assert await _expected(service) == ["2022-07-01"]


async def test_a_roster_that_came_first_but_was_made_later_is_judged_by_its_time(service: PlacementService) -> None:
    late = roster(2, "2022-07-01", time="2022-07-05T00:00:00Z")
    await service.report(late)
    assert await _expected(service) == ["2022-07-01"]
    await service.report(roster(1, "2022-07-01", "2022-07-02", time=BEFORE_JULY))
    assert await _expected(service) == ["2022-07-01", "2022-07-02"]


async def test_a_group_has_a_roster_of_its_own(service: PlacementService) -> None:
    await service.report(roster(1, "2022-07-01"), roster(2, "2022-07-02", group="G1"))
    assert await _expected(service) == ["2022-07-01"]
    assert await _expected(service, "roster/WS-01/G1/2022-07") == ["2022-07-02"]


async def test_a_day_outside_the_month_is_refused(service: PlacementService) -> None:
    (outcome,) = await service.send(roster(1, "2022-07-31", "2022-08-01"))
    assert outcome.problem is not None
    assert outcome.problem.pointer == "/data/expected_days/2022-08-01"
