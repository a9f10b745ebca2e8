"""What the registers keep, or had before, and is not in force is told, whatever the register."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.placement.conftest import Api
from tests.support.placement.service import PlacementService

SAMPLES = {
    "workshops": ("workshop,name,policy_pack,township,village_collective", "WS-01,{},songtao-2019,T1,V1", "ab"),
    "stations": ("station,name,workshops", "ST-1,{},WS-01", "ab"),
    "certificates": (
        "certificate,worker,trade,grade,certified_on",
        "Z-1,W1,sewing,{},2022-01-01",
        ("elementary", "intermediate"),
    ),
    "shareholdings": ("workshop,village,effective_from,shares", "WS-01,V001,2022-01-01,{}", ("10", "20")),
    "clocks": ("serial,workshop,station,since", "CN1,{},ST-1,2022-01-01", ("WS-01", "WS-02")),
    "pins": ("serial,pin,worker,valid_from", "CN1,7,{},2022-01-01", ("W1", "W2")),
    "rosters": ("workshop,month,expected_days", "WS-01,2032-07,{}", ("2032-07-01", "2032-07-02")),
    "attendance": ("worker,workshop,day,weight_days", "W1,WS-01,2022-07-01,{}", ("1", "0")),
    "workers": (
        "worker,workshop,since,name,identity_number",
        "W1,{},2022-01-01,王一,522229199001010015",
        ("WS-01", "WS-02"),
    ),
    "accounts": ("worker,account_number,bank_name", "W1,{},农商银行", ("6228480402564890018", "6228480402637874213")),
}


@pytest.mark.parametrize("kind", SAMPLES)
async def test_a_content_that_comes_back_in_a_third_file_is_told_to_be_replaced(
    api: Api, service: PlacementService, kind: str
) -> None:
    token = api.token("office", "placement:write")
    head, pattern, (first, second) = SAMPLES[kind]

    async def send(value: str) -> dict[str, Any]:
        content = f"{head}\n{pattern.format(value)}\n".encode()
        answer: dict[str, Any] = (await api.http.post(f"/v1/imports/{kind}", content=content, headers=token)).json()
        return answer

    for value in (first, second):
        answer = await send(value)
        assert (answer["accepted"], answer["superseded"]) == (1, 0), answer
    third = await send(first)
    assert (third["duplicate"], third["superseded"]) == (1, 1), third
    (told,) = third["not_in_force"]
    assert (told["line"], told["in_force"]["revision"]) == (2, 0)
    assert not any(value in f"{told['note']} {told['advice']}" for value in ("王", "6228"))


async def test_a_punch_that_another_word_replaced_is_told(api: Api) -> None:
    def punch(number: int, status: int) -> dict[str, Any]:
        data = {"serial": "CN1", "pin": "7", "punched_at": "2022-07-01T08:00:00+08:00", "status": status}
        envelope = {"specversion": "1.0", "id": f"p-{number}", "source": "office", "type": "punch.recorded.v1"}
        return {**envelope, "time": f"2022-07-02T00:00:0{number}Z", "data": data}

    token = api.token("office", "placement:write")
    await api.http.post("/v1/events", json=[punch(1, 0)], headers=token)
    answer = (await api.http.post("/v1/events", json=[punch(2, 1), punch(1, 0)], headers=token)).json()
    assert [item.get("superseded", False) for item in answer["results"]] == [False, True]


async def test_a_station_is_told_where_a_clerks_word_on_the_day_stands_above_its_own(
    api: Api, service: PlacementService
) -> None:
    clerk = api.token("clerk", "clerk:WS-01")
    day = {"weight_days": "0", "revision": 0}
    edited = await api.http.put("/v1/attendance/W1/WS-01/2022-07-01", json=day, headers=clerk)
    assert edited.status_code == 200, edited.text
    content = b"worker,workshop,day,weight_days,revision\nW1,WS-01,2022-07-01,1,5\n"
    token = api.token("office", "placement:write")
    answer = (await api.http.post("/v1/imports/attendance", content=content, headers=token)).json()
    (told,) = answer["not_in_force"]
    assert "have the clerk edit the day" in told["advice"]
    assert told["in_force"]["time"][:4] == str(datetime.now(UTC).year)


async def test_a_month_sheet_names_its_lines(api: Api, service: PlacementService) -> None:
    token = api.token("office", "placement:write")
    people = "worker,workshop,since,name,identity_number\nW1,WS-01,2022-01-01,王一,522229199001010015\n"
    await api.http.post("/v1/imports/workers", content=people.encode(), headers=token)
    days = ",".join(str(day) for day in range(1, 32))

    async def send(mark: str) -> dict[str, Any]:
        sheet = f"工号,姓名,{days}\nW1,王一,{mark}{',' * 30}\n"
        query = {"workshop": "WS-01", "month": "2022-07"}
        answer = await api.http.post("/v1/imports/attendance", content=sheet.encode(), params=query, headers=token)
        body: dict[str, Any] = answer.json()
        return body

    await send("√")
    await send("×")
    third = await send("√")
    assert [(told["line"], told["status"]) for told in third["not_in_force"]] == [(2, "duplicate")]
