"""A clerk's token writes his workshop's people, days and rosters, and nothing of another's, by whatever door."""

from typing import Any

import pytest

from tests.integration.placement.conftest import Api
from tests.support.placement.facts import account, clock, enrolment, identity_number, pin, workshop
from tests.support.placement.service import PlacementService

PERSON = {"workshop": "WS-02", "name": "王五", "identity_number": identity_number(2)}
OF_W1 = {"workshop": "WS-01", "name": "李小红", "identity_number": identity_number(1)}
ACCOUNT = {"account_number": "0000991234567890123", "bank_name": "示例村镇银行"}
WORKSHOP = {"name": "n", "policy_pack": "songtao", "township": "T", "village_collective": "V"}
CERTIFICATE = {"worker": "W2", "trade": "sewing", "grade": "senior", "certified_on": "2022-05-12"}

REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "another workshop's new worker": ("workers/W9/assignments/2022-07-01", PERSON | {"workshop": "WS-01"}, "/workshop"),
    "another workshop's worker, moved": (
        "workers/W1/assignments/2022-08-01",
        OF_W1 | {"workshop": "WS-02"},
        "/worker",
    ),
    "another workshop's enrolment, in its place": (
        "workers/W1/assignments/2022-07-01",
        OF_W1 | {"workshop": "WS-02"},
        "/worker",
    ),
    "another workshop's enrolment, taken back": (
        "workers/W1/assignments/2022-07-01",
        OF_W1 | {"workshop": "WS-02", "withdrawn": True},
        "/worker",
    ),
    "another workshop's worker's account": ("workers/W1/account", ACCOUNT, "/worker"),
    "the account of somebody nobody registered": ("workers/W8/account", ACCOUNT, "/worker"),
    "another workshop's roster": ("workshops/WS-01/rosters/2022-07", {"expected_days": {}}, "/workshop"),
    "a number on another workshop's clock": ("clocks/CK-1/pins/7/2022-06-01", {"worker": "W2"}, "/serial"),
    "a number on a clock nobody enrolled": ("clocks/CK-9/pins/7/2022-06-01", {"worker": "W2"}, "/serial"),
    "a workshop": ("workshops/WS-02", WORKSHOP, "/type"),
    "a station": ("stations/ST-02", {"name": "n", "workshops": ["WS-02"]}, "/type"),
    "a clock": ("clocks/CK-2", {"station": "ST-02", "workshop": "WS-02"}, "/type"),
    "a certificate": ("certificates/C-1", CERTIFICATE, "/type"),
    "shares": ("workshops/WS-02/shareholdings/V001/2022-01-01", {"shares": "3"}, "/type"),
}


async def two_workshops(service: PlacementService) -> None:
    await service.report(
        workshop(1),
        workshop(2, workshop="WS-02"),
        enrolment(3),
        account(4),
        clock(5),
        clock(6, serial="CK-2", workshop="WS-02"),
        pin(7),
    )


@pytest.mark.parametrize("also", [(), ("placement:write",)])
@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_not_of_his_workshop_is_refused_and_changes_nothing(
    api: Api, service: PlacementService, what: str, also: tuple[str, ...]
) -> None:
    await two_workshops(service)
    before = await service.states()
    path, body, pointer = REFUSED[what]
    answer = await api.http.put(f"/v1/{path}", json=body, headers=api.token("clerk-2", "clerk:WS-02", *also))
    assert (answer.status_code, answer.json()["pointer"].removeprefix("/data")) == (403, pointer), answer.text
    await service.compute()
    assert await service.states() == before


async def test_who_somebody_is_decides_the_county_and_no_clerk(api: Api, service: PlacementService) -> None:
    await two_workshops(service)
    decision = {"identity_number": identity_number(5), "name": "王五", "reason": "I say so"}
    for scopes in (("clerk:WS-01",), ("clerk:WS-01", "placement:write")):
        answer = await api.http.put("/v1/workers/W1/identity", json=decision, headers=api.token("clerk-1", *scopes))
        assert (answer.status_code, answer.json()["pointer"]) == (403, "/type")


async def test_his_own_people_days_rosters_and_clock_he_writes_with_the_clerks_scope_alone(
    api: Api, service: PlacementService
) -> None:
    await two_workshops(service)
    headers = api.token("clerk-2", "clerk:WS-02")
    for path, body in {
        "workers/W2/assignments/2022-07-01": PERSON,
        "workers/W2/account": ACCOUNT,
        "workshops/WS-02/rosters/2022-07": {"expected_days": {"2022-07-01": "1"}},
        "clocks/CK-2/pins/7/2022-06-01": {"worker": "W2"},
    }.items():
        answer = await api.http.put(f"/v1/{path}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    clocked = b"7\t2022-07-01 08:00:00\n7\t2022-07-01 17:00:00\n"
    taken = await api.http.post("/v1/imports/punches?serial=CK-2&layout=push", content=clocked, headers=headers)
    assert taken.json()["accepted"] == 2, taken.text
    days = b"worker,workshop,day,weight_days\nW2,WS-02,2022-07-02,1\nW2,WS-01,2022-07-02,1\n"
    imported = (await api.http.post("/v1/imports/attendance", content=days, headers=headers)).json()
    assert (imported["accepted"], imported["rejected"]) == (1, 1)
    assert imported["refused"][0]["problem"]["pointer"] == "/data/workshop"
    await service.compute()
    assert await service.day("W2", "WS-02") == "1 clock"
    assert await service.day("W2", "WS-02", "2022-07-02") == "1 station"


@pytest.mark.parametrize(
    ("serial", "station", "pointer"), [("CK-1", None, "/data/serial"), ("CK-1", "ST-01", "/data/station")]
)
async def test_punches_of_another_workshops_clock_are_refused(
    api: Api, service: PlacementService, serial: str, station: str | None, pointer: str
) -> None:
    await two_workshops(service)
    path = f"/v1/imports/punches?serial={serial}&layout=push" + (f"&station={station}" if station else "")
    content = b"7\t2022-07-01 08:00:00\n7\t2022-07-01 17:00:00\n"
    answer = (await api.http.post(path, content=content, headers=api.token("clerk-2", "clerk:WS-02"))).json()
    assert (answer["accepted"], answer["rejected"]) == (0, 2)
    assert {item["problem"]["pointer"] for item in answer["refused"]} == {pointer}
    await service.compute()
    assert await service.day() is None


async def test_a_clock_that_moved_on_is_no_longer_the_first_workshops(api: Api, service: PlacementService) -> None:
    await two_workshops(service)
    await service.report(clock(8, workshop="WS-02", since="2022-07-15"))
    headers = api.token("clerk-1", "clerk:WS-01")
    for day, accepted in (("2022-07-14", 1), ("2022-07-15", 0)):
        content = f"7\t{day} 08:00:00\n".encode()
        answer = await api.http.post("/v1/imports/punches?serial=CK-1&layout=push", content=content, headers=headers)
        assert answer.json()["accepted"] == accepted, answer.text
    # A number may be older than the clock's place; given before the move, it goes on after it, where it is another's.
    await service.report(clock(9, serial="CK-3", since="2022-01-01"))
    answer = await api.http.put("/v1/clocks/CK-3/pins/9/2021-06-01", json={"worker": "W1"}, headers=headers)
    assert answer.status_code == 200, answer.text
    answer = await api.http.put("/v1/clocks/CK-1/pins/9/2022-07-01", json={"worker": "W1"}, headers=headers)
    assert (answer.status_code, answer.json()["pointer"]) == (403, "/data/serial")


async def test_who_was_moved_by_the_county_belongs_to_his_new_clerk_from_then_on(
    api: Api, service: PlacementService
) -> None:
    await two_workshops(service)
    moved = await api.http.put(
        "/v1/workers/W1/assignments/2022-08-01",
        json=OF_W1 | {"workshop": "WS-02"},
        headers=api.token("county", "placement:write"),
    )
    assert moved.status_code == 200
    own = {**OF_W1, "workshop": "WS-02", "group": "G2", "phone": "13900000000"}
    new_clerk, old_clerk = api.token("clerk-2", "clerk:WS-02"), api.token("clerk-1", "clerk:WS-01")
    path = "/v1/workers/W1/assignments/2022-08-01"
    assert (await api.http.put(path, json=own, headers=new_clerk)).status_code == 200
    assert (await api.http.put("/v1/workers/W1/account", json=ACCOUNT, headers=new_clerk)).status_code == 200
    assert (await api.http.put("/v1/workers/W1/account", json=ACCOUNT, headers=old_clerk)).status_code == 403
    assert (await api.http.put(path, json=OF_W1, headers=old_clerk)).status_code == 403


async def test_erased_details_are_given_anew_by_the_county_only(api: Api, service: PlacementService) -> None:
    await two_workshops(service)
    eraser = api.token("chief", "placement:identity")
    assert (await api.http.delete("/v1/workers/W1/details", headers=eraser)).status_code == 200
    path, somebody = "/v1/workers/W1/assignments/2022-07-01", OF_W1 | {"identity_number": identity_number(7)}
    refused = await api.http.put(path, json=somebody, headers=api.token("clerk-1", "clerk:WS-01"))
    assert (refused.status_code, refused.json()["pointer"]) == (403, "/data/worker")
    assert (await api.http.put(path, json=OF_W1, headers=api.token("county", "placement:write"))).status_code == 200


async def test_a_second_workshops_clerk_who_numbers_from_one_is_told_so_at_once(
    api: Api, service: PlacementService
) -> None:
    header = "worker,workshop,since,name,identity_number\n"
    answers = []
    for number, workshop_id in enumerate(("WS-01", "WS-02")):
        rows = [f"{n},{workshop_id},2022-07-01,某人,{identity_number(10 * number + n)}\n" for n in range(1, 4)]
        content = (header + "".join(rows)).encode()
        headers = api.token(f"clerk-{workshop_id}", f"clerk:{workshop_id}")
        answers.append((await api.http.post("/v1/imports/workers", content=content, headers=headers)).json())
    assert answers[0]["accepted"] == 3
    assert (answers[1]["accepted"], answers[1]["rejected"]) == (0, 3)
    assert len({item["problem"]["reason"] for item in answers[1]["refused"]}) == 1


async def test_a_token_of_a_station_stays_the_stations_whatever_else_it_holds(
    api: Api, service: PlacementService
) -> None:
    await two_workshops(service)
    headers = api.token("st-09", "station:ST-09", "placement:write")
    answer = await api.http.put("/v1/workers/W1/account", json=ACCOUNT, headers=headers)
    assert (answer.status_code, answer.json()["pointer"]) == (403, "/type")
