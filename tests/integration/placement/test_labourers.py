"""People of the villages: one person with one identity number, whether a labourer's, a worker's or both."""

from itertools import permutations

import pytest

from shared.events.envelope import Event
from shared.messaging.entries import Outcome
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import account, enrolment, identity, identity_number, labourer
from tests.support.placement.service import PlacementService


def code_of(outcome: Outcome) -> str:
    assert outcome.problem is not None
    return outcome.problem.code


async def test_a_labourer_is_published_sealed_and_enters_no_other_state(service: PlacementService) -> None:
    await service.report(labourer(1), account(2, "P1"))
    states = await service.states()
    assert set(states) == {"details/P1"}
    opened = states["details/P1"]["opened"]
    assert (opened.identity_number, opened.account.number) == (identity_number(1), "0000991234567890123")


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_labourer_and_a_worker_of_one_id_are_one_person_whose_latest_word_counts(
    service: PlacementService, order: tuple[int, ...]
) -> None:
    facts: list[Event] = [
        labourer(1, "W1", phone="13800000001"),
        enrolment(2, "W1", phone="13800000002"),
        labourer(3, "W1", since="2023-01-01", village="V002", phone="13800000003"),
    ]
    for position in order:
        await service.report(facts[position])
    assert (await service.states())["details/W1"]["opened"].phone == "13800000003"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (labourer(1), enrolment(2, "W1")),
        (enrolment(1, "W1"), labourer(2)),
        (labourer(1), labourer(2, "P2", 1)),
    ],
)
async def test_one_identity_number_under_two_ids_is_refused_until_the_first_is_taken_back(
    service: PlacementService, first: Event, second: Event
) -> None:
    await service.report(first)
    (outcome,) = await service.send(second)
    assert code_of(outcome) == "identity.same_number"
    back = first.model_copy(
        update={"id": "back", "data": first.data.model_copy(update={"withdrawn": True, "revision": 1})}
    )
    await service.report(back)
    again = second.model_copy(update={"id": "again"})
    await service.report(again)


async def test_another_persons_number_under_an_id_in_use_is_refused_where_the_id_stands(
    service: PlacementService,
) -> None:
    await service.report(enrolment(1, "W1"))
    (outcome,) = await service.send(labourer(2, "W1", 2))
    assert code_of(outcome) == "identity.id_of_another"
    assert outcome.problem is not None
    assert outcome.problem.pointer == "/data/person"


async def test_a_number_with_a_wrong_check_digit_is_refused(service: PlacementService) -> None:
    wrong = identity_number(1)[:-1] + ("0" if identity_number(1)[-1] != "0" else "1")
    (outcome,) = await service.send(labourer(1, identity_number=wrong))
    assert outcome.problem is not None
    assert (outcome.status, outcome.problem.pointer) == ("rejected", "/data/identity_number")


async def test_the_countys_decision_goes_before_a_registration(service: PlacementService) -> None:
    await service.report(labourer(1), identity(2, "P1", 2))
    (outcome,) = await service.send(labourer(3, since="2020-01-01"))
    assert code_of(outcome) == "identity.id_of_another"
    assert (await service.states())["details/P1"]["opened"].identity_number == identity_number(2)


async def test_people_of_a_village_are_listed_masked_with_where_they_lived(api: Api, service: PlacementService) -> None:
    await service.report(
        labourer(1), labourer(2, since="2022-03-01", village="V002"), labourer(3, "P2", 2, village="V003")
    )
    reader = api.token("reader", "placement:read")
    (shown,) = (await api.http.get("/v1/labourers", params={"village": "V001"}, headers=reader)).json()["labourers"]
    assert (shown["person"], shown["name"], shown["phone"]) == ("P1", "李**", None)
    assert [lived["village"] for lived in shown["residences"]] == ["V001", "V002"]
    first = (await api.http.get("/v1/labourers", params={"limit": 1}, headers=reader)).json()
    assert (first["labourers"][0]["person"], first["next"]) == ("P1", "P1")
    rest = (await api.http.get("/v1/labourers", params={"limit": 1, "after": "P1"}, headers=reader)).json()
    assert [row["person"] for row in rest["labourers"]] == ["P2"]


async def test_a_clerk_registers_no_labourer_and_is_not_told_whose_the_number_is(
    api: Api, service: PlacementService
) -> None:
    await service.report(labourer(1))
    clerk = api.token("clerk", "clerk:WS-01")
    body = {
        "workshop": "WS-01",
        "name": "李小红",
        "identity_number": identity_number(1),
    }
    put = (await api.http.put("/v1/workers/W1/assignments/2022-07-01", json=body, headers=clerk)).json()
    assert put["code"] == "identity.registered_as_labourer"
    assert "P1" not in str(put)
    home = {"village": "V001", "township": "T-01", "name": "李小红", "identity_number": identity_number(2)}
    put = (await api.http.put("/v1/labourers/P2/residences/2019-01-01", json=home, headers=clerk)).json()
    assert put["code"] == "sender.not_of_clerks"


async def test_erasing_reaches_a_labourer(service: PlacementService) -> None:
    await service.report(labourer(1))
    assert await service.erase("P1", "chief")
    (left,) = await service.publications("details/")
    assert left["withdrawn"]
    assert await service.pool.fetchval("SELECT count(*) FROM person WHERE sealed_key IS NOT NULL") == 0
