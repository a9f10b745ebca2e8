"""What stations report of placements, through the doors and as it is answered."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from shared.events.envelope import Event
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import contract, end_of_placement, follow_up, interruption, placement
from tests.support.placement.service import PlacementService

TOLD: list[Event] = [placement(1), interruption(2), end_of_placement(3), follow_up(4), contract(5)]


async def placements(api: Api, worker: str = "W1", **query: str) -> list[dict[str, Any]]:
    reader = api.token("reader", "placement:read")
    answer = await api.http.get(f"/v1/workers/{worker}/placements", params=query, headers=reader)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["placements"]
    return found


async def send(api: Api, event: Event, client: str, *scopes: str) -> dict[str, Any]:
    body = {"id": event.id, "source": client, "type": event.type, "time": event.time.isoformat()}
    data = event.data.model_dump(mode="json", exclude_unset=True)
    answer = await api.http.post("/v1/events", json=[body | {"data": data}], headers=api.token(client, *scopes))
    item: dict[str, Any] = answer.json()["results"][0]
    return item


async def test_all_that_is_told_of_a_placement_is_shown_with_the_event_it_stands_on(
    api: Api, service: PlacementService
) -> None:
    await service.report(*TOLD)
    (shown,) = await placements(api)
    (report,) = shown["reports"]
    assert (shown["employer"], shown["starts_on"], shown["contested"]) == ("EMP-1", "2022-04-01", False)
    assert report["end"] == {"last_day": "2022-06-30", "cause": "returned", "event": "office#office-3"}
    assert [each["event"] for each in report["interruptions"]] == ["office#office-2"]
    assert [each["made_on"] for each in report["follow_ups"]] == ["2022-07-02"]
    assert [each["ends_on"] for each in report["contracts"]] == ["2022-09-30"]


async def test_in_whatever_order_they_come_the_same_is_shown(api: Api, service: PlacementService) -> None:
    stories = [
        placement(1),
        placement(6, starts_on="2022-04-03"),
        end_of_placement(3),
        end_of_placement(7, withdrawn=True),
    ]
    answers = []
    for order in permutations(stories):
        await service.forget_everything()
        for event in order:
            await service.report(event)
        answers.append([(each["starts_on"], each["reports"][0]["end"]) for each in await placements(api)])
    assert answers == [[("2022-04-03", None)]] * len(answers)


async def test_what_came_later_is_left_out_of_what_was_known_at_a_moment(api: Api, service: PlacementService) -> None:
    await service.report(placement(1))
    known_at = (await service.pool.fetchval("SELECT clock_timestamp()")).isoformat()
    await service.report(placement(2, starts_on="2022-04-09"), end_of_placement(3))
    assert [each["starts_on"] for each in await placements(api)] == ["2022-04-09"]
    (then,) = await placements(api, known_at=known_at)
    assert (then["starts_on"], then["reports"][0]["end"]) == ("2022-04-01", None)
    assert await placements(api, known_at="2020-01-01T00:00:00Z") == []


async def test_a_placement_said_to_be_another_s_is_no_longer_his(api: Api, service: PlacementService) -> None:
    await service.report(placement(1))
    await service.report(placement(2, worker="W2"))
    assert await placements(api, "W1") == []
    assert len(await placements(api, "W2")) == 1


async def test_who_registered_first_online_owns_it_and_the_other_is_shown_behind(
    api: Api, service: PlacementService
) -> None:
    now = datetime.now(UTC)
    await service.report(placement(1, "ST-02", starts_on="2022-04-05", last_answer_at=now.isoformat()))
    await service.report(placement(2, "ST-01", last_answer_at=now.isoformat()))
    (shown,) = await placements(api)
    assert [report["station"] for report in shown["reports"]] == ["ST-02", "ST-01"]
    assert (shown["starts_on"], shown["contested"]) == ("2022-04-05", False)


async def test_a_correction_does_not_move_when_a_placement_was_registered(api: Api, service: PlacementService) -> None:
    now = datetime.now(UTC)
    await service.report(placement(1, "ST-01", last_answer_at=now.isoformat()))
    await service.report(placement(2, "ST-02", last_answer_at=now.isoformat()))
    await service.report(placement(3, "ST-01", starts_on="2022-04-02", last_answer_at=now.isoformat()))
    (shown,) = await placements(api)
    assert [report["station"] for report in shown["reports"]] == ["ST-01", "ST-02"]


async def test_two_whose_times_cannot_be_put_in_order_are_shown_as_contested(
    api: Api, service: PlacementService
) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=14)).isoformat()
    await service.report(placement(1, "ST-01", last_answer_at=long_ago))
    await service.report(placement(2, "ST-02"))
    (shown,) = await placements(api)
    assert shown["contested"]
    assert [report["registered_after"] is None for report in shown["reports"]] == [False, True]


@pytest.mark.parametrize("event", TOLD, ids=lambda event: event.type)
async def test_a_station_s_token_speaks_for_its_own_placements_only(
    api: Api, service: PlacementService, event: Event
) -> None:
    assert (await send(api, event, "hall", "station:ST-01"))["status"] == "accepted"
    refused = await send(api, event, "other-hall", "station:ST-02")
    assert (refused["status"], refused["problem"]["code"]) == ("rejected", "sender.other_station")
    clerk = await send(api, event, "clerk", "clerk:WS-01")
    assert (clerk["status"], clerk["problem"]["code"]) == ("rejected", "sender.not_of_clerks")


async def test_two_stations_may_number_alike(api: Api, service: PlacementService) -> None:
    await service.report(
        placement(1, "ST-01"), placement(2, "ST-02", worker="W2"), end_of_placement(3, station="ST-02")
    )
    (first,), (second,) = await placements(api, "W1"), await placements(api, "W2")
    assert first["reports"][0]["end"] is None
    assert second["reports"][0]["end"]["last_day"] == "2022-06-30"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"starts_on": "1900-01-01"}, "/data/starts_on"),
        ({"side": "abroad"}, "/data/side"),
        ({"monthly_pay_yuan": "4200"}, "/data/monthly_pay_yuan"),
        ({"last_answer_at": "2099-01-01T00:00:00Z"}, "/data/last_answer_at"),
        ({"organiser": "合作社"}, "/data/organiser"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(api: Api, change: dict[str, str], pointer: str) -> None:
    body = placement(1).data.model_dump(mode="json", exclude_unset=True) | change
    path = f"/v1/stations/{body.pop('station')}/placements/{body.pop('placement')}"
    answer = await api.http.put(path, json=body, headers=api.token("office", "placement:write"))
    assert answer.status_code == 422, answer.text
    assert pointer.removeprefix("/data") in answer.text


async def test_the_view_asks_for_its_scope(api: Api) -> None:
    answer = await api.http.get("/v1/workers/W1/placements", headers=api.token("hall", "station:ST-01"))
    assert answer.status_code == 403


async def test_a_station_far_away_is_registered_by_file_with_no_workshops(api: Api, service: PlacementService) -> None:
    content = "劳务站编号,名称,所属工坊,政策包\nST-01,东莞站,,sandu\n".encode()
    office = api.token("office", "placement:write", "placement:read")
    answer = (await api.http.post("/v1/imports/stations", content=content, headers=office)).json()
    assert answer["accepted"] == 1, answer
    (shown,) = (await api.http.get("/v1/stations", headers=office)).json()["stations"]
    assert (shown["workshops"], shown["policy_pack"]) == ([], "sandu")


async def test_a_file_of_stations_without_the_column_of_workshops_takes_none_away(
    api: Api, service: PlacementService
) -> None:
    content = "劳务站编号,名称\nST-01,东莞站\n".encode()
    answer = await api.http.post(
        "/v1/imports/stations", content=content, headers=api.token("office", "placement:write")
    )
    assert answer.status_code == 422
    assert "workshops" in answer.text
