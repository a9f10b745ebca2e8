"""Placement over HTTP: who may say what, what is shown to whom, and what a file does."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.placement.conftest import Api
from tests.support.json_doors import badly_answered
from tests.support.placement.facts import attendance, clock, identity_number, pin, punch, workshop
from tests.support.placement.service import PlacementService

ENROLMENT = {
    "workshop": "WS-01",
    "name": "李小红",
    "identity_number": identity_number(1),
    "phone": "13812345678",
    "first_day": "2022-07-01",
}
W1 = "/v1/workers/W1/assignments/2022-07-01"


def event(client: str, number: int, kind: str, **data: Any) -> dict[str, Any]:
    moment = datetime.now(UTC).isoformat()
    return {"specversion": "1.0", "id": f"e-{number}", "source": client, "type": kind, "time": moment, "data": data}


def report(client: str, number: int, **data: Any) -> dict[str, Any]:
    defaults = {"worker": "W1", "workshop": "WS-01", "day": "2022-07-01", "weight_days": "1"}
    return event(client, number, "attendance.reported.v1", **defaults | data)


async def test_a_worker_is_shown_masked_in_clear_only_with_the_scope_and_both_are_recorded(
    api: Api, service: PlacementService
) -> None:
    put = await api.http.put(W1, json=ENROLMENT, headers=api.token("office", "placement:write"))
    assert put.json()["status"] == "accepted"
    reader = api.token("reader", "placement:read")
    shown = (await api.http.get("/v1/workers/W1", headers=reader)).json()
    assert (shown["name"], shown["phone"]) == ("李**", "138****5678")
    assert shown["identity_number"] == f"110***********{identity_number(1)[-4:]}"
    assert (await api.http.get("/v1/workers/W1/details", headers=reader)).status_code == 403
    clear = await api.http.get("/v1/workers/W1/details", headers=api.token("chief", "placement:identity"))
    assert clear.json()["identity_number"] == identity_number(1)
    actions = await service.pool.fetch("SELECT actor, action FROM audit_log ORDER BY id DESC LIMIT 2")
    assert [tuple(row) for row in actions] == [("chief", "worker.details_read"), ("office", "resource.put")]


ACCOUNT = {"account_number": "0000991234567890123", "bank_name": "示例村镇银行", "bank_code": "000000000017"}


async def test_an_account_is_masked_in_every_list_and_shown_in_clear_only_where_it_is_recorded(
    api: Api, service: PlacementService
) -> None:
    office = api.token("office", "placement:write")
    await api.http.put(W1, json=ENROLMENT, headers=office)
    assert (await api.http.put("/v1/workers/W1/account", json=ACCOUNT, headers=office)).json()["status"] == "accepted"
    reader = api.token("reader", "placement:read")
    one = (await api.http.get("/v1/workers/W1", headers=reader)).json()
    (listed,) = (await api.http.get("/v1/workers", headers=reader)).json()["workers"]
    given = {"given_by": "office", "confirmed_by": None}
    masked = ACCOUNT | given | {"account_number": "***************0123", "account_name": "李**"}
    assert one["account"] == listed["account"] == masked
    clear = await api.http.get("/v1/workers/W1/details", headers=api.token("chief", "placement:identity"))
    assert clear.json()["account"] == ACCOUNT | given | {"account_name": "李小红"}
    last = await service.pool.fetchrow("SELECT actor, action, subject FROM audit_log ORDER BY id DESC LIMIT 1")
    assert last is not None
    assert tuple(last) == ("chief", "worker.details_read", "W1")


async def test_an_account_of_somebody_not_enrolled_yet_is_kept_and_shown_without_a_name(api: Api) -> None:
    token = api.token("office", "placement:write", "placement:read", "placement:identity")
    await api.http.put("/v1/workers/W7/account", json=ACCOUNT, headers=token)
    masked = (await api.http.get("/v1/workers/W7", headers=token)).json()
    assert (masked["name"], masked["account"]["account_number"]) == (None, "***************0123")
    clear = (await api.http.get("/v1/workers/W7/details", headers=token)).json()
    assert (clear["name"], clear["account"]["account_name"]) == (None, None)
    assert clear["account"]["account_number"] == ACCOUNT["account_number"]


async def test_erasing_takes_the_account_too(api: Api, service: PlacementService) -> None:
    token = api.token("office", "placement:write", "placement:read", "placement:identity")
    await api.http.put(W1, json=ENROLMENT, headers=token)
    await api.http.put("/v1/workers/W1/account", json=ACCOUNT, headers=token)
    assert (await api.http.delete("/v1/workers/W1/details", headers=token)).status_code == 200
    assert (await api.http.get("/v1/workers/W1", headers=token)).json()["account"] is None
    assert (await api.http.get("/v1/workers/W1/details", headers=token)).status_code == 410
    assert (await api.http.delete("/v1/workers/W9/details", headers=token)).status_code == 404
    assert await service.pool.fetchval("SELECT count(*) FROM person WHERE sealed_account IS NOT NULL") == 0


async def test_erasing_destroys_the_key_and_the_masked_view_is_empty(api: Api, service: PlacementService) -> None:
    await api.http.put(W1, json=ENROLMENT, headers=api.token("office", "placement:write"))
    chief = api.token("chief", "placement:identity", "placement:read")
    assert (await api.http.delete("/v1/workers/W1/details", headers=chief)).status_code == 200
    assert (await api.http.get("/v1/workers/W1", headers=chief)).json()["name"] is None
    assert (await api.http.get("/v1/workers/W1/details", headers=chief)).status_code == 410
    assert await service.pool.fetchval("SELECT count(*) FROM person WHERE sealed_key IS NOT NULL") == 0
    last = await service.pool.fetchval("SELECT action FROM audit_log ORDER BY id DESC LIMIT 1")
    assert last == "worker.details_erased"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("worker.enrolled.v1", ENROLMENT | {"since": "2022-07-01"}),
        ("worker.account.given.v1", ACCOUNT),
    ],
)
async def test_an_event_that_names_a_person_is_refused_at_the_events_door(
    api: Api, kind: str, data: dict[str, Any]
) -> None:
    body = event("office", 1, kind, worker="W1", **data)
    answer = await api.http.post("/v1/events", json=body, headers=api.token("office", "placement:write"))
    assert answer.json()["rejected"] == 1
    assert answer.json()["results"][0]["problem"]["pointer"] == "/type"


async def test_a_station_speaks_for_itself_only_and_never_as_a_clerk(api: Api, service: PlacementService) -> None:
    token = api.token("st-07", "station:ST-07")
    batch = [
        report("st-07", 1, station="ST-07"),
        report("st-07", 2, station="ST-08"),
        report("st-07", 3),
        report("st-08", 4, station="ST-07"),
        event("st-07", 5, "station.registered.v1", station="ST-07", name="x", workshops=["WS-01"]),
    ]
    results = (await api.http.post("/v1/events", json=batch, headers=token)).json()["results"]
    pointers = [result.get("problem", {}).get("pointer") for result in results]
    assert pointers == [None, "/data/station", "/data/station", "/source", "/type"]
    body = {"weight_days": "0", "revision": 0}
    assert (await api.http.put("/v1/attendance/W1/WS-01/2022-07-01", json=body, headers=token)).status_code == 403
    assert (await api.http.put(W1, json=ENROLMENT, headers=token)).status_code == 403
    await service.compute()
    assert await service.day() == "1 station"


async def test_a_clerk_edits_his_own_workshop_and_is_told_the_current_value_when_late(
    api: Api, service: PlacementService
) -> None:
    await service.report(attendance(1, "1"))
    clerk = api.token("clerk-1", "clerk:WS-01")
    path = "/v1/attendance/W1/WS-01/2022-07-01"
    edited = await api.http.put(path, json={"weight_days": "0.5", "leave": "paid", "revision": 1}, headers=clerk)
    assert (edited.status_code, edited.json()["revision"], edited.json()["basis"]) == (200, 2, "clerk")
    late = await api.http.put(path, json={"weight_days": "0", "revision": 1}, headers=clerk)
    assert late.status_code == 409
    assert late.json()["current"]["weight_days"] == "0.5"
    elsewhere = await api.http.put(
        path.replace("WS-01", "WS-02"), json={"weight_days": "1", "revision": 0}, headers=clerk
    )
    assert elsewhere.status_code == 403
    contradictory = await api.http.put(path, json={"weight_days": "1", "leave": "paid", "revision": 2}, headers=clerk)
    assert (contradictory.status_code, contradictory.json()["pointer"]) == (422, "/leave")


async def test_a_later_station_report_is_shown_as_differing_beside_the_clerks_word(
    api: Api, service: PlacementService
) -> None:
    clerk = api.token("clerk-1", "clerk:WS-01")
    path = "/v1/attendance/W1/WS-01/2022-07-01"
    await api.http.put(path, json={"weight_days": "0.5", "revision": 0}, headers=clerk)
    await service.report(attendance(1, "1", time=datetime.now(UTC).isoformat()))
    await service.report(workshop(2), clock(3), pin(4), punch(5, "2022-07-01 08:00"), punch(6, "2022-07-01 11:30"))
    shown = (await api.http.get(path, headers=clerk)).json()
    assert (shown["weight_days"], shown["basis"]) == ("0.5", "clerk")
    assert [(said["basis"], said["differs"]) for said in shown["reports"]] == [("clerk", False), ("station", True)]
    assert (shown["clock"]["weight_days"], shown["clock"]["differs"]) == ("0.5", False)
    month = (await api.http.get("/v1/attendance/W1/2022-07", headers=clerk)).json()
    assert (shown.pop("waiting"), month["waiting"]) == ([], [])
    assert month["days"] == [shown]
    other = api.token("clerk-2", "clerk:WS-02")
    assert (await api.http.get("/v1/attendance/W1/2022-07", headers=other)).json()["days"] == []
    assert (await api.http.get(path, headers=other)).status_code == 403


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/workshops/WS-01", {"name": "x"}, "/policy_pack"),
        ("/v1/workshops/WS-01", {"workshop": "WS-02"}, "/workshop"),
        (W1, ENROLMENT | {"identity_number": "1"}, "/identity_number"),
        (W1.replace("2022-07-01", "2022-07-32"), ENROLMENT, "/since"),
        ("/v1/workers/W1/account", ACCOUNT | {"account_number": "1234567"}, "/account_number"),
        ("/v1/workers/W1/account", ACCOUNT | {"account_number": "１２３４５６７８"}, "/account_number"),
        ("/v1/workers/W1/account", ACCOUNT | {"bank_code": "12345"}, "/bank_code"),
        (
            "/v1/workshops/WS-01/rosters/2022-07",
            {"expected_days": {"2022-08-01": "1"}},
            "/data/expected_days/2022-08-01",
        ),
    ],
)
async def test_bad_input_gets_a_problem_naming_the_field(
    api: Api, path: str, body: dict[str, Any], pointer: str
) -> None:
    answer = await api.http.put(path, json=body, headers=api.token("office", "placement:write"))
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_repeated_request_with_its_key_is_a_duplicate(api: Api) -> None:
    headers = api.token("office", "placement:write") | {"Idempotency-Key": "k-1"}
    body = {"name": "n", "policy_pack": "songtao", "township": "T", "village_collective": "V"}
    statuses = [(await api.http.put("/v1/workshops/WS-01", json=body, headers=headers)).json() for _ in range(2)]
    assert [status["status"] for status in statuses] == ["accepted", "duplicate"]
    other = await api.http.put("/v1/workshops/WS-01", json=body | {"name": "m"}, headers=headers)
    assert other.status_code == 409


ATTLOG = (
    "        7\t2022-07-01 08:00:03\t255\t1\t0\t0\r\n7\t2022-07-01 17:30:00\r\n\r\n"
    "bad line\r\n9\t2022-07-01 08:01:00\t0\r\n"
)


async def test_a_clocks_export_is_taken_line_by_line_and_a_longer_one_changes_nothing_twice(
    api: Api, service: PlacementService
) -> None:
    await service.report(workshop(1), clock(2), pin(3))
    token = api.token("office", "placement:write")
    first = (await api.http.post("/v1/imports/punches?serial=CK-1", content=ATTLOG.encode(), headers=token)).json()
    assert (first["accepted"], first["rejected"]) == (3, 1)
    assert first["refused"][0]["problem"]["pointer"] == "/line 4"
    longer = "\ufeff" + ATTLOG + "7\t2022-07-02 08:00:00\n"
    again = (await api.http.post("/v1/imports/punches?serial=CK-1", content=longer.encode(), headers=token)).json()
    assert (again["accepted"], again["duplicate"], again["rejected"]) == (1, 3, 1)
    await service.compute()
    assert await service.day() == "1 clock"
    assert await service.pool.fetchval("SELECT count(*) FROM dead_letter") == 1
    unassigned = await api.http.get("/v1/clocks/unassigned", headers=api.token("r", "placement:read"))
    assert [(row["pin"], row["reasons"]) for row in unassigned.json()["unassigned"]] == [("9", ["unassigned_pin"])]


USB = "".join(
    f"        7\t2022-07-01 {moment}\t301\t{status}\t1\t0\r\n"
    for moment, status in (("08:00:03", 0), ("12:00:00", 1), ("13:30:00", 0), ("17:30:00", 1))
)


async def test_an_export_to_usb_is_read_in_its_own_layout_and_the_answer_names_it(
    api: Api, service: PlacementService
) -> None:
    await service.report(workshop(1), clock(2), pin(3))
    token = api.token("office", "placement:write")
    path = "/v1/imports/punches?serial=CK-1"
    named = USB.replace("7\t", "7\t李秀英\t", 1).encode("gb18030")
    answer = (await api.http.post(path, content=named, headers=token)).json()
    assert (answer["layout"], answer["accepted"], answer["refused"]) == ("usb", 4, [])
    await service.compute()
    shown = (await api.http.get("/v1/attendance/W1/WS-01/2022-07-01", headers=api.token("r", "placement:read"))).json()
    assert shown["clock"]["worked_seconds"] == 8 * 3600 - 3


async def test_a_file_that_fits_both_layouts_is_refused_until_told_and_a_wrong_reading_can_be_put_right(
    api: Api, service: PlacementService
) -> None:
    await service.report(workshop(1), clock(2), pin(3))
    token = api.token("office", "placement:write")
    path, both = "/v1/imports/punches?serial=CK-1", USB.replace("\t301\t", "\t0\t").encode()
    refused = await api.http.post(path, content=both, headers=token)
    assert refused.status_code == 422
    assert "layout=usb or layout=push" in refused.json()["detail"]
    assert (await api.http.post(f"{path}&layout=push", content=both, headers=token)).json()["layout"] == "push"
    await service.compute()
    reader = api.token("r", "placement:read")
    wrong = (await api.http.get("/v1/attendance/W1/WS-01/2022-07-01", headers=reader)).json()
    assert wrong["clock"]["flags"] == ["directions_incomplete"]
    assert (await api.http.post(f"{path}&layout=usb", content=both, headers=token)).json()["accepted"] == 4
    await service.compute()
    right = (await api.http.get("/v1/attendance/W1/WS-01/2022-07-01", headers=reader)).json()
    assert (right["clock"]["worked_seconds"], right["clock"]["flags"]) == (8 * 3600 - 3, [])


async def test_a_stations_export_counts_only_for_a_clock_enrolled_for_it(api: Api, service: PlacementService) -> None:
    await service.report(workshop(1), clock(2), pin(3))
    content = b"7\t2022-07-01 08:00:00\n7\t2022-07-01 17:00:00\n"
    path = "/v1/imports/punches?serial=CK-1"
    await api.http.post(path, content=content, headers=api.token("st-09", "station:ST-09"))
    await service.compute()
    assert await service.day() is None
    forged = await api.http.post(f"{path}&station=ST-01", content=content, headers=api.token("st-09", "station:ST-09"))
    assert forged.json()["rejected"] == 2
    await api.http.post(path, content=content, headers=api.token("st-01", "station:ST-01"))
    await service.compute()
    assert await service.day() == "1 clock"


FILES = {
    "workers": "worker,workshop,since,group,first_day,name,identity_number,phone\n"
    f"W1,WS-01,2022-07-01,,2022-07-01,李小红,{identity_number(1)},13812345678\n",
    "accounts": "worker,account_number,bank_name,bank_code,account_name\nW1,0000991234567890123,示例村镇银行,,\n",
    "workshops": "workshop,name,policy_pack,township,village_collective\nWS-01,大屯村工坊,songtao,T-01,V001\n",
    "stations": "station,name,workshops\nST-01,大屯站,WS-01;WS-02\n",
    "clocks": "serial,station,workshop,since\nCK-1,ST-01,WS-01,\n",
    "pins": "serial,pin,worker,valid_from,valid_until\nCK-1,7,W1,2022-06-01,\n",
    "rosters": "workshop,group,month,expected_days,closure_reason,approved_by\n"
    "WS-01,,2022-07,2022-07-01;2022-07-02=0.5,,\n",
    "attendance": "worker,workshop,day,weight_days,leave,station,recorded_at\n"
    "W1,WS-01,2022-07-01,1,,ST-01,2022-07-01 18:00:00\n",
    "certificates": "certificate,worker,trade,grade,certified_on,revoked_on\nC-1,W1,sewing,elementary,2022-05-12,\n",
    "shareholdings": "workshop,village,effective_from,shares\nWS-01,V001,2022-01-01,10\n",
}


async def test_every_kind_of_file_is_taken_and_the_same_file_again_changes_nothing(
    api: Api, service: PlacementService
) -> None:
    token = api.token("office", "placement:write")
    for status in ("accepted", "duplicate"):
        for kind, content in FILES.items():
            for encoding in ("utf-8", "gb18030"):
                answer = await api.http.post(f"/v1/imports/{kind}", content=content.encode(encoding), headers=token)
                expected = status if encoding == "utf-8" else "duplicate"
                assert answer.json()[expected] == 1, (kind, answer.json())
    await service.compute()
    states = await service.states()
    assert states["roster/WS-01/2022-07"]["expected_days"] == {"2022-07-01": "1", "2022-07-02": "0.5"}
    assert set(states) == {
        "attendance/W1/WS-01/2022-07-01",
        "certificate/C-1",
        "details/W1",
        "roster/WS-01/2022-07",
        "shareholding/WS-01/V001/2022-01-01",
        "worker/W1",
        "workshop/WS-01",
    }


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/workers", "workers"),
        ("/v1/workers?workshop=WS-01", "workers"),
        ("/v1/workshops", "workshops"),
        ("/v1/stations", "stations"),
        ("/v1/clocks", "clocks"),
        ("/v1/clocks/CK-1/pins", "pins"),
        ("/v1/certificates?worker=W1", "certificates"),
        ("/v1/workshops/WS-01/shareholdings", "shareholdings"),
        ("/v1/workshops/WS-01/rosters/2022-07", "rosters"),
    ],
)
async def test_every_register_can_be_listed(api: Api, path: str, name: str) -> None:
    token = api.token("office", "placement:write", "placement:read")
    for kind, content in FILES.items():
        await api.http.post(f"/v1/imports/{kind}", content=content.encode(), headers=token)
    answer = await api.http.get(path, headers=token)
    assert len(answer.json()[name]) == 1, answer.text
    assert (await api.http.get(path, headers=api.token("x", "station:ST-01"))).status_code == 403


async def test_a_list_comes_in_pages(api: Api, service: PlacementService) -> None:
    await service.report(*(workshop(number, workshop=f"WS-{number:02d}") for number in range(1, 6)))
    reader = api.token("reader", "placement:read")
    pages, after = [], ""
    while after is not None:
        page = (await api.http.get(f"/v1/workshops?limit=2&after={after}", headers=reader)).json()
        pages.append([row["workshop"] for row in page["workshops"]])
        after = page["next"]
    assert pages == [["WS-01", "WS-02"], ["WS-03", "WS-04"], ["WS-05"]]


async def test_unassigned_punches_come_in_pages(api: Api, service: PlacementService) -> None:
    await service.report(*(punch(number, f"2022-07-0{number} 08:00") for number in range(1, 4)))
    reader = api.token("reader", "placement:read")
    first = (await api.http.get("/v1/clocks/unassigned?limit=2", headers=reader)).json()
    second = await api.http.get("/v1/clocks/unassigned", params={"limit": 2, "after": first["next"]}, headers=reader)
    assert [row["day"] for row in first["unassigned"]] == ["2022-07-01", "2022-07-02"]
    assert ([row["day"] for row in second.json()["unassigned"]], second.json()["next"]) == (["2022-07-03"], None)


async def test_the_document_shows_every_resource_with_its_body(api: Api) -> None:
    document = (await api.http.get("/openapi.json")).json()
    put = document["paths"]["/v1/workshops/{workshop}"]["put"]
    body = put["requestBody"]["content"]["application/json"]["schema"]
    assert "policy_pack" in body["properties"]
    assert "workshop" not in body["properties"]
    assert [parameter["name"] for parameter in put["parameters"] if parameter["in"] == "path"] == ["workshop"]
    assert "/v1/imports/punches" in document["paths"]


async def test_no_operation_takes_json_that_is_not_strict(api: Api) -> None:
    assert await badly_answered(api.http, api.token("boss", "operator", "placement:write", "clerk:X")) == []


@pytest.mark.parametrize(
    ("day", "revision", "pointer"),
    [
        ("2100-01-01", 0, "/path/day"),
        ("1949-12-31", 0, "/path/day"),
        ("0001-01-01", 0, "/path/day"),
        ("20220701", 0, "/path/day"),
        ("1656633600", 0, "/path/day"),
        ("2062-07-01", 0, "/day"),
        ("2022-07-01", 409990950545956328701952, "/body/revision"),
        ("2022-07-01", -1, "/body/revision"),
    ],
)
async def test_a_clerk_edits_only_days_that_have_come_with_a_revision_there_can_be(
    api: Api, day: str, revision: int, pointer: str
) -> None:
    clerk = api.token("clerk-1", "clerk:WS-01")
    body = {"weight_days": "1", "revision": revision}
    answer = await api.http.put(f"/v1/attendance/W1/WS-01/{day}", json=body, headers=clerk)
    told = answer.json()
    assert (answer.status_code, told["pointer"]) == (422, pointer)
    assert told["advice"]
