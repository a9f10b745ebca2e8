"""The ledger of labourers: who was not asked for too long, and who may see what was heard."""

from typing import Any

import pytest

from tests.integration.placement.conftest import Api
from tests.support.placement.facts import labourer, survey
from tests.support.placement.service import PlacementService


async def stale(api: Api, on: str, **more: Any) -> list[tuple[str, str | None]]:
    params = {"policy_pack": "sandu", "on": on} | more
    answer = await api.http.get("/v1/labour-ledger/stale", params=params, headers=api.token("reader", "placement:read"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["stale_after_days"] == 180
    return [(row["person"], row["last_surveyed_on"]) for row in answer.json()["people"]]


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_survey_is_stale_on_the_day_after_its_days(
    api: Api, service: PlacementService, backwards: bool
) -> None:
    facts = [
        labourer(1),
        survey(2),
        survey(3, surveyed_on="2022-06-01"),
        survey(4, surveyed_on="2022-06-01", withdrawn=True),
    ]
    for event in reversed(facts) if backwards else facts:
        await service.report(event)
    assert await stale(api, "2022-06-30") == []
    assert await stale(api, "2022-07-01") == [("P1", "2022-01-01")]
    assert await stale(api, "2021-12-31") == [("P1", None)]


async def test_who_was_never_asked_is_listed_by_village_and_in_pages(api: Api, service: PlacementService) -> None:
    await service.report(
        labourer(1),
        labourer(2, "P2", 2, village="V002"),
        labourer(3, "P3", 3),
        labourer(4, "P3", 3, since="2022-03-01", village="V002"),
    )
    assert await stale(api, "2022-02-28", village="V001") == [("P1", None), ("P3", None)]
    assert await stale(api, "2022-03-01", village="V002") == [("P2", None), ("P3", None)]
    assert await stale(api, "2022-03-01", limit=2) == [("P1", None), ("P2", None)]
    assert await stale(api, "2022-03-01", limit=2, after="P2") == [("P3", None)]


@pytest.mark.parametrize("pack", ["songtao", "nowhere"])
async def test_a_county_that_does_not_say_when_is_told_so(api: Api, pack: str) -> None:
    answer = await api.http.get(
        "/v1/labour-ledger/stale",
        params={"policy_pack": pack, "on": "2022-07-01"},
        headers=api.token("reader", "placement:read"),
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "labour_ledger.not_configured")


async def test_what_a_survey_heard_needs_its_scope_and_every_reading_is_recorded(
    api: Api, service: PlacementService
) -> None:
    await service.report(survey(1))
    path = "/v1/people/P1/labour-surveys"
    assert (await api.http.get(path, headers=api.token("reader", "placement:read"))).status_code == 403
    (heard,) = (await api.http.get(path, headers=api.token("chief", "placement:sensitive"))).json()["labour_surveys"]
    assert (heard["state"], heard["skills"]) == ("idle", ["sewing"])
    last = await service.pool.fetchrow("SELECT actor, action, subject FROM audit_log ORDER BY id DESC LIMIT 1")
    assert last is not None
    assert tuple(last) == ("chief", "labour_surveys.read", "P1")


@pytest.mark.parametrize(("scope", "taken"), [("station:ST-01", 1), ("station:ST-02", 0), ("clerk:WS-01", 0)])
async def test_a_station_sends_its_own_surveys_as_a_file(api: Api, scope: str, taken: int) -> None:
    content = "person,station,surveyed_on,state,skills,wish\nP1,ST-01,2022-01-01,失业,sewing;cooking,外出\n"
    answer = await api.http.post(
        "/v1/imports/labour-surveys", content=content.encode(), headers=api.token("someone", scope)
    )
    assert answer.json()["accepted"] == taken, answer.text
