"""An id is one person's: another identity number under it is refused, unless the county decides so, on record."""

from typing import Any

import pytest

from services.placement.store import people
from services.placement.store.sealed_details import open_details
from shared.events.envelope import Event
from shared.messaging.entries import Outcome
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import account, enrolment, identity, identity_number
from tests.support.placement.service import PlacementService

DECISION = {"identity_number": identity_number(2), "name": "王五", "reason": "card read wrongly"}


async def who(service: PlacementService, worker: str = "W1") -> str | None:
    async with service.pool.acquire() as connection:
        person = await people.read_person(connection, worker)
    details = open_details(service.sealer, person) if person else None
    return details.identity_number if details else None


def refusal(outcome: Outcome) -> tuple[str, str | None]:
    return outcome.status, outcome.problem.pointer if outcome.problem else None


@pytest.mark.parametrize(
    "another",
    [
        enrolment(9, person=2, name="王五"),
        enrolment(9, person=2, since="2022-08-01"),
        enrolment(9, person=2, since="2022-08-01", workshop="WS-02"),
        enrolment(9, person=2, since="2022-01-01", time="2022-01-01T00:00:00Z"),
    ],
)
async def test_another_person_under_an_id_in_use_is_refused_and_changes_nothing(
    service: PlacementService, another: Event
) -> None:
    await service.report(enrolment(1), account(2))
    before = await service.states()
    (outcome,) = await service.send(another)
    await service.compute()
    assert refusal(outcome) == ("rejected", "/data/worker")
    assert outcome.problem is not None
    assert identity_number(1) not in outcome.problem.text.en + outcome.problem.advice.en
    assert await service.states() == before


async def test_an_id_stays_his_who_was_taken_back_and_whose_number_another_id_has_now(
    service: PlacementService,
) -> None:
    await service.report(enrolment(1, "W2"))
    await service.report(enrolment(2, "W2", withdrawn=True))
    (outcome,) = await service.send(enrolment(3, "W2", person=2))
    assert refusal(outcome) == ("rejected", "/data/worker")
    await service.report(enrolment(4, "W1"))
    (outcome,) = await service.send(enrolment(5, "W2", person=2))
    assert refusal(outcome) == ("rejected", "/data/worker")


async def test_within_a_batch_the_first_person_keeps_the_id(service: PlacementService) -> None:
    outcomes = await service.send(enrolment(1), enrolment(2, person=2, since="2022-08-01"), enrolment(3, "W3", 3))
    assert [outcome.status for outcome in outcomes] == ["accepted", "rejected", "accepted"]
    assert await who(service) == identity_number(1)


async def test_the_same_person_may_have_another_name_phone_and_workshop(service: PlacementService) -> None:
    await service.report(enrolment(1))
    await service.report(enrolment(2, name="李晓红", phone="13900000000", since="2022-08-01", workshop="WS-02"))
    assert (await service.states("details/"))["details/W1"]["opened"].name == "李晓红"


async def test_the_countys_decision_gives_an_id_another_number_and_frees_the_old_one(service: PlacementService) -> None:
    await service.report(enrolment(1))
    await service.report(identity(2, person=2, name="王五"))
    details = (await service.states("details/"))["details/W1"]["opened"]
    assert (details.name, details.identity_number) == ("王五", identity_number(2))
    (outcome,) = await service.send(enrolment(3, since="2022-08-01"))
    assert refusal(outcome) == ("rejected", "/data/worker")
    await service.report(enrolment(4, person=2, since="2022-08-01", phone="13900000000"))
    await service.report(enrolment(5, "W2", person=1))


@pytest.mark.parametrize(
    "facts",
    [
        [enrolment(5), identity(3, person=2), identity(4, person=3)],
        [enrolment(5), identity(4, person=3), identity(3, person=2)],
        [identity(4, person=3), identity(3, person=2), enrolment(5, person=3)],
    ],
)
async def test_the_latest_decision_stands_whatever_came_when(service: PlacementService, facts: list[Event]) -> None:
    for fact in facts:
        await service.report(fact)
    assert await who(service) == identity_number(3)


async def test_two_ids_of_one_person_become_one_once_the_others_enrolments_are_taken_back(
    service: PlacementService,
) -> None:
    await service.report(enrolment(1, "W1", 1), enrolment(2, "W2", 2))
    (outcome,) = await service.send(identity(3, "W1", 2))
    assert refusal(outcome) == ("rejected", "/data/identity_number")
    await service.report(enrolment(4, "W2", 2, withdrawn=True))
    await service.report(identity(5, "W1", 2, reason="W2 is the same person, enrolled twice"))
    assert await who(service, "W1") == identity_number(2)


async def test_a_decision_is_recorded_with_who_and_why_and_without_the_number(
    api: Api, service: PlacementService
) -> None:
    await service.report(enrolment(1))
    answer = await api.http.put("/v1/workers/W1/identity", json=DECISION, headers=api.token("li", "placement:write"))
    assert answer.json()["status"] == "accepted"
    row = await service.pool.fetchrow(
        "SELECT actor, subject, detail FROM audit_log WHERE action = 'worker.identity_decided' ORDER BY id DESC"
    )
    assert row is not None
    assert (row["actor"], row["subject"], row["detail"]["reason"]) == ("li", "W1", "card read wrongly")
    assert identity_number(2) not in str(dict(row))
    assert await who(service) == identity_number(2)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"reason": ""}, "/reason"),
        ({"identity_number": identity_number(2)[:-1] + "Y"}, "/identity_number"),
        ({"identity_number": "110101199003070000"}, "/data/identity_number"),
        ({"withdrawn": True}, "/data/withdrawn"),
    ],
)
async def test_a_decision_without_reason_or_with_a_wrong_number_is_refused(
    api: Api, service: PlacementService, change: dict[str, Any], pointer: str
) -> None:
    headers = api.token("li", "placement:write")
    answer = await api.http.put("/v1/workers/W1/identity", json=DECISION | change, headers=headers)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


async def test_two_workshops_that_number_from_one_are_told_so_at_once_in_the_answer(
    api: Api, service: PlacementService
) -> None:
    header = "worker,workshop,since,name,identity_number\n"

    def people_of(workshop: str, first_person: int) -> str:
        rows = [f"{n},{workshop},2022-07-01,某人,{identity_number(first_person + n)}\n" for n in range(1, 4)]
        return header + "".join(rows)

    token = api.token("office", "placement:write")
    first = await api.http.post("/v1/imports/workers", content=people_of("WS-01", 10).encode(), headers=token)
    second = await api.http.post("/v1/imports/workers", content=people_of("WS-02", 20).encode(), headers=token)
    assert first.json()["accepted"] == 3
    assert (second.json()["accepted"], second.json()["rejected"]) == (0, 3)
    problems = {(item["problem"]["pointer"], item["problem"]["reason"]) for item in second.json()["refused"]}
    assert problems == {("/data/worker", "this worker id is in use for a person with another identity number")}
    assert await service.pool.fetchval("SELECT count(*) FROM dead_letter WHERE state = 'open'") == 3


@pytest.mark.parametrize(("scope", "names"), [("clerk:WS-02", False), ("clerk:WS-01", True), ("placement:write", True)])
async def test_who_has_a_number_already_is_named_to_the_county_and_to_his_own_workshop_only(
    api: Api, service: PlacementService, scope: str, names: bool
) -> None:
    await service.report(enrolment(1, "W-77", 1, workshop="WS-01"))
    workshop = "WS-01" if names else "WS-02"
    body = {"workshop": workshop, "name": "某人", "identity_number": identity_number(1)}
    answer = await api.http.put("/v1/workers/N-1/assignments/2022-07-01", json=body, headers=api.token("x", scope))
    assert (answer.status_code, answer.json()["pointer"]) == (409, "/data/identity_number"), answer.text
    assert ("W-77" in answer.text) is names
    assert "one person is one worker" in answer.json()["detail"]
