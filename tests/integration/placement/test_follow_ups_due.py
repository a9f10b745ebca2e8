"""The list of whom to ask after, by station and organiser, page by page."""

from typing import Any

import pytest

from tests.integration.placement.conftest import Api
from tests.support.placement.facts import end_of_placement, follow_up, placement, station
from tests.support.placement.service import PlacementService

SANDU = station(90, policy_pack="sandu")


async def due(api: Api, *scopes: str, **query: str) -> dict[str, Any]:
    asking = api.token("asking", *(scopes or ("placement:read",)))
    answer = await api.http.get("/v1/follow-ups/due", params=query, headers=asking)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_is_due_and_overdue_is_listed_with_whom_it_is_for(api: Api, service: PlacementService) -> None:
    await service.report(
        SANDU,
        placement(1),
        placement(2, placement="PL-2", worker="W2", starts_on="2022-04-02"),
        placement(3, placement="PL-3", worker="W3", starts_on="2022-04-03"),
        placement(4, placement="PL-4", worker="W4"),
        follow_up(5, placement="PL-4", made_on="2022-05-01"),
        placement(6, placement="PL-5", worker="W5"),
        end_of_placement(7, placement="PL-5", last_day="2022-04-20"),
    )
    found = await due(api, station="ST-01", as_of="2022-05-01")
    listed = [(each["worker"], each["months"], each["due_on"], each["state"]) for each in found["due"]]
    assert listed == [("W1", 1, "2022-04-30", "overdue"), ("W2", 1, "2022-05-01", "due")]
    assert (found["not_told"], found["next"]) == ([], None)


async def test_pages_follow_each_other_and_together_hold_everybody_once(api: Api, service: PlacementService) -> None:
    await service.report(
        SANDU, *(placement(number, placement=f"PL-{number}", worker=f"W{number}") for number in range(1, 8))
    )
    listed: list[str] = []
    after = ""
    while True:
        page = await due(api, station="ST-01", as_of="2022-05-01", limit="3", after=after)
        listed += [each["worker"] for each in page["due"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert listed == [f"W{number}" for number in range(1, 8)]


async def test_of_whom_nothing_can_be_told_is_named_and_not_skipped(api: Api, service: PlacementService) -> None:
    await service.report(placement(1))
    found = await due(api, station="ST-01", as_of="2022-05-01")
    assert [(each["worker"], each["missing"]["code"]) for each in found["not_told"]] == [("W1", "stretches.no_pack")]
    assert found["due"] == []


async def test_an_organiser_sees_what_it_organised_at_every_station(api: Api, service: PlacementService) -> None:
    other = station(91, station="ST-02", policy_pack="sandu")
    await service.report(
        SANDU, other, placement(1, organiser="COOP-1"), placement(2, "ST-02", worker="W2", organiser="COOP-1")
    )
    found = await due(api, organiser="COOP-1", as_of="2022-05-01")
    assert [(each["worker"], each["station"]) for each in found["due"]] == [("W1", "ST-01"), ("W2", "ST-02")]
    assert (await due(api, organiser="COOP-2", as_of="2022-05-01"))["due"] == []


async def test_a_placement_that_another_station_owns_is_on_its_list_only(api: Api, service: PlacementService) -> None:
    other = station(91, station="ST-02", policy_pack="sandu")
    now = (await service.pool.fetchval("SELECT clock_timestamp()")).isoformat()
    await service.report(SANDU, other)
    await service.report(placement(1, last_answer_at=now))
    await service.report(placement(2, "ST-02", last_answer_at=now))
    assert len((await due(api, station="ST-01", as_of="2022-05-01"))["due"]) == 1
    assert (await due(api, station="ST-02", as_of="2022-05-01"))["due"] == []


async def test_a_station_sees_its_own_list(api: Api, service: PlacementService) -> None:
    await service.report(SANDU, placement(1))
    assert len((await due(api, "station:ST-01", station="ST-01", as_of="2022-05-01"))["due"]) == 1


@pytest.mark.parametrize(
    ("scopes", "query", "status", "code"),
    [
        (("station:ST-02",), {"station": "ST-01"}, 403, "follow_ups.other_station"),
        (("station:ST-02", "placement:read"), {"station": "ST-01"}, 403, "follow_ups.other_station"),
        (("station:ST-02",), {"organiser": "COOP-1"}, 403, "follow_ups.other_station"),
        (("placement:read",), {}, 422, "follow_ups.neither_named"),
        (("clerk:WS-01",), {"station": "ST-01"}, 403, None),
        (("placement:read",), {"station": "ST-01", "as_of": "1949-12-31"}, 422, None),
        (("placement:read",), {"station": "ST-01", "known_at": "yesterday"}, 422, None),
    ],
)
async def test_who_may_not_see_a_list_or_names_none_is_told_so(
    api: Api, scopes: tuple[str, ...], query: dict[str, str], status: int, code: str | None
) -> None:
    answer = await api.http.get("/v1/follow-ups/due", params=query, headers=api.token("asking", *scopes))
    assert answer.status_code == status, answer.text
    assert code in (None, answer.json()["code"])
