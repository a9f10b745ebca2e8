"""Households and people on a day over HTTP: what belongs together, what contradicts itself, and who may see it."""

from typing import Any

import pytest

from services.placement.store import households
from shared.events.envelope import Event
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import category, household, membership, succession
from tests.support.placement.service import PlacementService

PEOPLE: list[Event] = [
    household(1, head="P1"),
    membership(2),
    membership(3, person="P2", relation="child", left_on="2020-12-31"),
    membership(4, "HH-2", "P2", joined_on="2021-01-01"),
    succession(5, succeeded_on="2021-01-01"),
    succession(6, "HH-2", "HH-3", succeeded_on="2021-06-01", kind="merge"),
    category(7, valid_until="2020-12-31"),
    category(8, "disabled", holder_kind="person", holder="P2"),
]


async def standing(api: Api, path: str, on: str) -> dict[str, Any]:
    answer = await api.http.get(
        f"/v1/{path}/standing", params={"on": on}, headers=api.token("chief", "placement:sensitive")
    )
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def held(shown: dict[str, Any]) -> list[str]:
    return [each["category"] for each in shown["categories"]]


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_person_has_his_households_categories_while_he_is_a_member(
    api: Api, service: PlacementService, backwards: bool
) -> None:
    for event in reversed(PEOPLE) if backwards else PEOPLE:
        await service.report(event)
    before = await standing(api, "people/P2", "2020-12-31")
    assert (before["household"], held(before), before["waits"]) == ("HH-1", ["poor", "disabled"], None)
    assert {each["proof"] for each in before["categories"]} == {"扶贫手册 0417"}
    after = await standing(api, "people/P2", "2021-01-01")
    assert (after["household"], held(after)) == ("HH-2", ["disabled"])
    nobody = await standing(api, "people/P9", "2021-01-01")
    assert (nobody["household"], "P9" in nobody["waits"]["zh"]) == (None, True)


async def test_a_household_has_its_members_categories_and_heirs_of_the_day(api: Api, service: PlacementService) -> None:
    await service.report(*PEOPLE)
    before = await standing(api, "households/HH-1", "2020-12-31")
    assert (before["members"], held(before), before["heirs"]) == (["P1", "P2"], ["poor"], [])
    after = await standing(api, "households/HH-1", "2021-06-01")
    assert (after["members"], held(after), after["heirs"]) == (["P1"], [], ["HH-2", "HH-3"])


async def test_two_households_at_once_are_kept_listed_with_both_named_and_gone_once_mended(
    api: Api, service: PlacementService
) -> None:
    await service.report(membership(1), membership(2, "HH-2", joined_on="2020-05-10"), membership(3, person="P2"))
    reader = api.token("reader", "placement:read")
    (found,) = (await api.http.get("/v1/household-contradictions", headers=reader)).json()["contradictions"]
    assert found["person"] == "P1"
    assert [each["household"] for each in found["memberships"]] == ["HH-1", "HH-2"]
    assert (await standing(api, "people/P1", "2020-05-10"))["household"] is None
    assert (await standing(api, "households/HH-1", "2020-05-10"))["members"] == ["P2"]
    await service.report(membership(4, left_on="2020-05-09"))
    assert (await api.http.get("/v1/household-contradictions", headers=reader)).json()["contradictions"] == []
    assert (await standing(api, "people/P1", "2020-05-10"))["household"] == "HH-2"


async def test_contradictions_come_in_pages(api: Api, service: PlacementService) -> None:
    for number in range(3):
        await service.report(
            membership(2 * number, person=f"P{number}"), membership(2 * number + 1, "HH-2", f"P{number}")
        )
    reader, seen, after = api.token("reader", "placement:read"), [], ""
    while after is not None:
        page = await api.http.get("/v1/household-contradictions", params={"limit": 2, "after": after}, headers=reader)
        seen += [row["person"] for row in page.json()["contradictions"]]
        after = page.json()["next"]
    assert seen == ["P0", "P1", "P2"]


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (category(1, "disabled"), "category.of_a_person"),
        (category(1, holder_kind="person", holder="P1"), "category.of_a_household"),
        (category(1, valid_until="2018-12-31"), "household.ends_before"),
        (membership(1, left_on="2018-12-31"), "household.ends_before"),
        (succession(1, successor="HH-1"), "household.succeeds_itself"),
    ],
)
async def test_what_no_household_can_have_is_refused(service: PlacementService, refused: Event, code: str) -> None:
    (outcome,) = await service.send(refused)
    assert outcome.problem is not None
    assert (outcome.status, outcome.problem.code) == ("rejected", code)


@pytest.mark.parametrize(
    ("path", "action", "subject"),
    [
        ("/v1/people/P1/standing?on=2020-01-01", "person.standing_read", "P1"),
        ("/v1/households/HH-1/standing?on=2020-01-01", "household.standing_read", "HH-1"),
        ("/v1/holders/HH-1/categories", "categories.read", "HH-1"),
    ],
)
async def test_categories_are_shown_only_under_a_scope_of_their_own_and_every_reading_is_recorded(
    api: Api, service: PlacementService, path: str, action: str, subject: str
) -> None:
    await service.report(*PEOPLE)
    others = api.token("reader", "placement:read", "placement:write", "placement:identity", "clerk:WS-01")
    assert (await api.http.get(path, headers=others)).status_code == 403
    assert (await api.http.get(path, headers=api.token("chief", "placement:sensitive"))).status_code == 200
    last = await service.pool.fetchrow("SELECT actor, action, subject FROM audit_log ORDER BY id DESC LIMIT 1")
    assert last is not None
    assert tuple(last) == ("chief", action, subject)


async def test_what_was_known_at_a_moment_leaves_out_what_came_later(service: PlacementService) -> None:
    await service.report(membership(1), category(2), succession(3))
    then = await service.pool.fetchval("SELECT clock_timestamp()")
    await service.report(membership(4, withdrawn=True), category(5, withdrawn=True), succession(6, withdrawn=True))
    async with service.pool.acquire() as connection:
        for known_at, expected in ((then, 1), (None, 0)):
            assert len(await households.memberships_of(connection, ["P1"], known_at)) == expected
            assert len(await households.memberships_around(connection, "HH-1", known_at)) == expected
            assert len(await households.categories_of_holders(connection, ["HH-1"], known_at)) == expected
            assert len(await households.successions_from(connection, "HH-1", known_at)) == expected


@pytest.mark.parametrize("scope", ["clerk:WS-01", "station:ST-01"])
async def test_households_are_the_countys_to_register(api: Api, scope: str) -> None:
    body = {"village": "V001", "township": "T-01"}
    put = await api.http.put("/v1/households/HH-1", json=body, headers=api.token("someone", scope))
    assert put.status_code == 403
