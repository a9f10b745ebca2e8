"""A workshop's month sheet over HTTP: shown, checked against who is enrolled, taken, corrected."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.main import app as commands
from services.placement.api import create_app
from tests.integration.placement.conftest import Api
from tests.support.payroll.client_commands import served
from tests.support.placement.facts import enrolment
from tests.support.placement.service import SEALING_KEY, PlacementService, placement_settings
from tests.support.tokens import TokenIssuer
from tests.unit.shared.tables.workbooks import workbook

PATH = "/v1/imports/attendance"
HEADINGS = ("工号", "姓名", *(f"{day}日" for day in range(1, 32)))


def month_sheet(*lines: tuple[object, ...]) -> bytes:
    return workbook(("大屯村工坊 2022年7月 考勤表",), ("工坊 WS-01",), HEADINGS, *lines)


async def sent(api: Api, content: bytes, query: str = "") -> Any:
    answer = await api.http.post(f"{PATH}{query}", content=content, headers=api.token("office", "placement:write"))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_marks_are_shown_before_they_are_taken_and_then_count(api: Api, service: PlacementService) -> None:
    await service.report(enrolment(1))
    content = month_sheet(("W1", "李小红", "√", "半", "", "假"))
    shown = await sent(api, content, "?preview=true")
    assert (shown["layout"], shown["workshop"], shown["month"]) == ("month_sheet", "WS-01", "2022-07")
    assert shown["marks"] == [
        {"mark": "√", "weight_days": "1", "leave": None, "cells": 1},
        {"mark": "半", "weight_days": "0.5", "leave": None, "cells": 1},
        {"mark": "假", "weight_days": "0", "leave": "unpaid", "cells": 1},
    ]
    (row,) = shown["workers"]
    assert (row["worker"], row["marks"][:4], row["weight_days"]) == ("W1", ["√", "半", "", "假"], "1.5")
    await service.compute()
    assert await service.day() is None
    taken = await sent(api, content)
    assert (taken["accepted"], taken["refused"]) == (3, [])
    await service.compute()
    assert [await service.day(day=f"2022-07-0{day}") for day in (1, 2, 3, 4)] == [
        "1 station",
        "0.5 station",
        None,
        "0 station",
    ]


async def test_the_same_sheet_again_and_the_same_days_a_row_each_are_duplicates_and_a_changed_mark_counts(
    api: Api, service: PlacementService
) -> None:
    await service.report(enrolment(1))
    await sent(api, month_sheet(("W1", "李小红", "√", "半")))
    assert (await sent(api, month_sheet(("W1", "", 1, 0.5))))["duplicate"] == 2
    rows = b"worker,workshop,day,weight_days\nW1,WS-01,2022-07-01,1\n"
    answer = await sent(api, rows)
    assert (answer["layout"], answer["duplicate"]) == ("row_a_day", 1)
    assert (await sent(api, month_sheet(("W1", "李小红", "√", "√"))))["accepted"] == 1
    await service.compute()
    assert await service.day(day="2022-07-02") == "1 station"


async def test_an_id_of_nobody_or_of_somebody_else_is_refused_by_line_and_the_others_are_taken(
    api: Api, service: PlacementService
) -> None:
    await service.report(enrolment(1), enrolment(2, "W2", person=2, name="王芳"))
    content = month_sheet(("W1", "李小红", "√"), ("W2", "李小红", "√"), ("W9", "赵六", "√"), ("W2x", "", "病"))
    shown = await sent(api, content, "?preview=true")
    refused = [(row["line"], row["reason"].partition(";")[0]) for row in shown["refused"]]
    assert sorted(refused) == [
        (5, "the name beside W2 is not the one enrolled under it"),
        (6, "nobody is enrolled as W9"),
        (7, "day 1: '病' is no mark"),
        (7, "nobody is enrolled as W2x"),
    ]
    answer = await sent(api, content)
    assert (answer["accepted"], answer["rejected"]) == (1, 4)
    assert {row["line"] for row in answer["refused"]} == {5, 6, 7}
    assert await service.pool.fetchval("SELECT count(*) FROM dead_letter") == 4


@pytest.mark.parametrize("content", [b"", b"worker,day\nW1,2022-07-01\n"], ids=["nothing", "columns missing"])
async def test_a_preview_refuses_what_an_import_would(api: Api, service: PlacementService, content: bytes) -> None:
    office = api.token("office", "placement:write")
    answers = [
        await api.http.post(f"{PATH}?preview={preview}", content=content, headers=office)
        for preview in ("true", "false")
    ]
    assert [answer.status_code for answer in answers] == [400 if not content else 422] * 2


async def test_a_sheet_that_names_neither_workshop_nor_month_says_how_to_give_them(
    api: Api, service: PlacementService
) -> None:
    await service.report(enrolment(1))
    content = workbook(HEADINGS, ("W1", "李小红", "√"))
    token = api.token("office", "placement:write")
    answer = await api.http.post(PATH, content=content, headers=token)
    assert answer.status_code == 422
    assert "workshop=WS-01" in answer.json()["detail"]
    assert (await sent(api, content, "?workshop=WS-01&month=2022-07"))["accepted"] == 1


async def test_a_station_may_not_fill_in_a_sheet_of_a_workshop_in_its_name_only(
    api: Api, service: PlacementService
) -> None:
    await service.report(enrolment(1))
    answer = await api.http.post(
        PATH, content=month_sheet(("W1", "李小红", "√")), headers=api.token("st", "station:ST-01")
    )
    assert (answer.json()["accepted"], answer.json()["rejected"]) == (0, 1)


async def test_a_file_with_a_row_a_day_has_no_marks_to_show(api: Api, service: PlacementService) -> None:
    rows = b"worker,workshop,day,weight_days\nW1,WS-01,2022-07-01,1\n"
    assert await sent(api, rows, "?preview=true") == {"layout": "row_a_day"}
    assert await service.pool.fetchval("SELECT count(*) FROM attendance_report") == 0


@pytest.fixture
def placement_url(service: PlacementService, placement_database_url: str, tmp_path: Path) -> Iterator[str]:
    issuer = TokenIssuer(tmp_path)
    settings = placement_settings(
        placement_database_url, jwks_file=issuer.jwks_file, sealing_key=base64.b64encode(SEALING_KEY).decode()
    )
    with served(create_app(settings)) as url:
        yield url


async def test_a_clerk_fetches_a_sheet_with_his_people_fills_it_in_looks_and_has_it_taken(
    service: PlacementService, placement_url: str, tmp_path: Path
) -> None:
    await service.report(
        enrolment(1), enrolment(2, "W2", person=2, name="王芳"), enrolment(3, "W3", person=3, since="2022-08-01")
    )
    token = TokenIssuer(tmp_path).header("li", "clerk:WS-01")["Authorization"].removeprefix("Bearer ")
    environment = {"GONGFANG_TOKEN": token, "GONGFANG_PLACEMENT_URL": placement_url}
    path = tmp_path / "july.xlsx"

    def gongfang(*arguments: str, answer: str | None = None) -> tuple[int, str]:
        result = CliRunner().invoke(commands, arguments, input=answer, env=environment)
        return result.exit_code, result.output

    code, told = gongfang("template", "attendance", "--workshop", "WS-01", "--month", "2022-07", "-o", str(path))
    assert code == 0, told
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    people = [(sheet.cell(line, 1).value, sheet.cell(line, 2).value) for line in range(5, 8)]
    assert people[:2] == [("W1", "李小红"), ("W2", "王芳")]
    assert people[2][0] in (None, "")
    sheet.cell(5, 3).value, sheet.cell(5, 4).value, sheet.cell(6, 3).value = "√", "病", "半"
    book.save(path)

    code, told = gongfang("import", "placement", "attendance", str(path), answer="n\n")
    assert code == 1
    assert "考勤表 month sheet: WS-01 2022-07" in told
    assert "未导入 nothing was taken" in told
    assert await service.pool.fetchval("SELECT count(*) FROM attendance_report") == 0
    code, told = gongfang("import", "placement", "attendance", str(path), answer="y\n")
    assert code == 1, "one cell is refused"
    assert "2 接收 accepted" in told
    assert "'病' is no mark" in told
    await service.compute()
    assert (await service.day(), await service.day("W2")) == ("1 station", "0.5 station")
    read = await service.pool.fetchrow(
        "SELECT actor, subject, detail FROM audit_log WHERE action = 'workers.names_read'"
    )
    assert read is not None
    assert (read["actor"], read["subject"], read["detail"]) == ("li", "WS-01", {"workers": 3})


async def test_a_clerk_lists_the_people_of_his_own_workshop_only(api: Api, service: PlacementService) -> None:
    await service.report(enrolment(1))
    clerk = api.token("li", "clerk:WS-01")
    own = (await api.http.get("/v1/workers?workshop=WS-01", headers=clerk)).json()
    assert own["workers"][0]["name"] == "李**"
    for path in ("/v1/workers", "/v1/workers?workshop=WS-02", "/v1/workers?workshop=WS-02&names=true"):
        assert (await api.http.get(path, headers=clerk)).status_code == 403
    reader = api.token("r", "placement:read")
    assert (await api.http.get("/v1/workers?names=true", headers=reader)).status_code == 403
    both = api.token("r", "placement:read", "placement:identity")
    assert (await api.http.get("/v1/workers?names=true", headers=both)).json()["workers"][0]["name"] == "李小红"
