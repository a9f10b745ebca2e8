"""Every request that changes something is one line: who, what, about whom, what came of it; nobody's name is in it."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.embedded import ServerAddresses
from tests.support.api_process import ApiProcess, running_api
from tests.support.servers import fresh_database

NAME, IDENTITY, PHONE, ACCOUNT = "张桂花", "522229198503070021", "13885671234", "6217003810012345678"
OTHER = IDENTITY[:-1] + ("1" if IDENTITY[-1] != "1" else "2")
PERSONAL = (NAME, IDENTITY, PHONE, ACCOUNT, "5222291985", "桂花")
WORKER = {"workshop": "WS-01", "name": NAME, "identity_number": IDENTITY, "phone": PHONE}


@pytest.fixture(scope="module")
def placement(servers: ServerAddresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    folder: Path = tmp_path_factory.mktemp("placement")
    with (
        fresh_database(servers, "placement") as url,
        running_api("placement", url, folder, redis_url=servers.redis_url, log_level="debug") as process,
    ):
        yield process


def lines(
    api: ApiProcess, event: str, wanted: Callable[[dict[str, Any]], bool] = lambda _: True, at_least: int = 1
) -> list[dict[str, Any]]:
    """The log's lines of one event that are wanted; a line comes after its answer, so as many are waited for."""
    deadline = time.monotonic() + 10
    while True:
        parsed = [json.loads(line) for line in api.log.read_text().splitlines() if line.startswith("{")]
        found = [line for line in parsed if line["event"] == event and wanted(line)]
        if len(found) >= at_least or time.monotonic() > deadline:
            return found
        time.sleep(0.02)


def test_a_change_is_one_line_that_says_who_what_and_what_became_of_it(placement: ApiProcess) -> None:
    header = placement.issuer.header("county-office", "placement:write", "placement:read")
    with httpx.Client(base_url=placement.url, headers=header) as client:
        client.put("/v1/workers/W-7/assignments/2022-07-01", json=WORKER).raise_for_status()
        client.get("/v1/workers/W-7").raise_for_status()
    (line,) = lines(placement, "request_answered", lambda part: part["subject"] == "W-7/2022-07-01")
    (applied,) = (
        part for part in lines(placement, "batch_applied") if part["correlation_ids"] == line["correlation_ids"]
    )
    assert line["client"] == applied["client"] == "county-office"
    assert line["operation"] == "PUT /v1/workers/{worker}/assignments/{since}"
    assert (line["outcome"], line["status"], line["correlations"]) == ("done", 200, 1)
    assert line["steps"] == ["resource.put /v1/workers/W-7/assignments/2022-07-01"]
    assert line["milliseconds"] > 0


def test_reading_in_clear_is_a_line_and_looking_is_none(placement: ApiProcess) -> None:
    header = placement.issuer.header("registrar", "placement:write", "placement:identity", "placement:read")
    with httpx.Client(base_url=placement.url, headers=header) as client:
        client.put("/v1/workers/W-7/assignments/2022-07-01", json=WORKER).raise_for_status()
        client.get("/v1/workers/W-7/details").raise_for_status()
        client.get("/v1/workers").raise_for_status()
    read = lines(placement, "request_answered", lambda line: line["operation"].startswith("GET"))
    assert [line["steps"] for line in read] == [["worker.details_read W-7"]]


def test_a_refused_request_is_a_line_without_what_was_in_its_address(placement: ApiProcess) -> None:
    header = placement.issuer.header("registrar", "placement:write")
    answer = httpx.put(f"{placement.url}/v1/workers/{NAME}/assignments/2022-07-01", headers=header, json=WORKER)
    assert answer.status_code == 422
    httpx.post(f"{placement.url}/v1/events", json=[])
    refused = lines(placement, "request_answered", lambda line: line["outcome"] == "refused", at_least=2)
    assert [(line.get("client"), line["status"], line["subject"]) for line in refused[-2:]] == [
        ("registrar", 422, ""),
        (None, 401, ""),
    ]


def test_no_request_leaves_a_name_or_a_number_in_the_log(placement: ApiProcess) -> None:
    header = placement.issuer.header("registrar", "placement:write", "placement:identity", "placement:read", "operator")
    bad = [{"identity_number": OTHER}, {"phone": f"{PHONE}0"}, {"name": ""}, {"workshop": NAME}]
    columns = "worker,workshop,since,name,identity_number,phone"
    rows = [
        f"W-21,WS-01,2022-07-01,{NAME},{IDENTITY},{PHONE}",
        f"W-22,WS-01,2022-07-01,{NAME},{OTHER},{PHONE}",
        f"{NAME},WS-01,{IDENTITY},{NAME},{PHONE},{IDENTITY}",
        f"W-23,WS-01,2022-07-01,{NAME},5.22229E+17,{PHONE},{ACCOUNT}",
    ]
    account = {"account_number": ACCOUNT, "bank_name": "农信社", "account_name": NAME}
    with httpx.Client(base_url=placement.url, headers=header) as client:
        for number, wrong in enumerate(bad):
            client.put(f"/v1/workers/W-3{number}/assignments/2022-07-01", json=WORKER | wrong)
        client.post("/v1/imports/workers", content="\n".join([columns, *rows]).encode())
        client.put("/v1/workers/W-21/account", json=account)
        client.put("/v1/workers/W-21/account", json=account | {"account_number": f"{ACCOUNT}x!"})
        client.put(f"/v1/workers/{IDENTITY}x/account", json=account | {"account_number": ""})
        client.get(f"/v1/workers/{IDENTITY}/details", params={"name": NAME})
        client.post("/v1/events", json=[{"type": "worker.enrolled.v1", "id": NAME, "source": IDENTITY, "data": WORKER}])
        client.get("/v1/dead-letters/1/content")
        client.delete("/v1/workers/W-21/details")
    log = placement.log.read_text()
    assert "batch_applied" in log
    assert [word for word in PERSONAL if word in log or json.dumps(word)[1:-1] in log] == []
