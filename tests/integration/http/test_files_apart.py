"""Files never stop the service: they are read apart, within limits, and one that breaks its process breaks no more."""

import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil
import pytest
import xlsxwriter

from cli.embedded import ServerAddresses
from tests.support.api_process import ApiProcess, running_api
from tests.support.servers import fresh_database

COLUMNS = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity"
PIECEWORK = "/v1/imports/piecework"
LONGEST_SILENCE_SECONDS = 2.0
"""Generous: the machine has more to do than this test. Read on the loop, the files below take many times as long."""


def piecework(rows: int, prefix: str) -> bytes:
    """An honest file."""
    lines = (f"{prefix}-{row},WS-01,CO-01,P,sew,2022-07-{row % 28 + 1:02d},W-{row % 500},12" for row in range(rows))
    return "\n".join([COLUMNS, *lines]).encode()


def hostile_workbook(rows: int = 60_000) -> bytes:
    """A fifth of a megabyte that unpacks to more than a million cells, none of them in a known column."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet().write(0, 0, "entry")
    changed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            row = b"<row>" + b'<c t="str"><v>1</v></c>' * 20 + b"</row>"
            sheet = b"<worksheet><sheetData>" + row * rows + b"</sheetData></worksheet>"
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return changed.getvalue()


@contextmanager
def orders_with(servers: ServerAddresses, folder: Path, **settings: object) -> Iterator[ApiProcess]:
    """The API of orders, on an empty database."""
    with (
        fresh_database(servers, "orders") as url,
        running_api("orders", url, folder, redis_url=servers.redis_url, **settings) as api,
    ):
        yield api


@pytest.fixture(scope="module")
def orders(servers: ServerAddresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    """One with the limits as they are."""
    with orders_with(servers, tmp_path_factory.mktemp("orders")) as api:
        yield api


def send(api: ApiProcess, content: bytes) -> httpx.Response:
    """A file of piecework, sent by the county's office."""
    header = api.issuer.header("office", "orders:write")
    return httpx.post(f"{api.url}{PIECEWORK}", content=content, headers=header, timeout=120)


def readers(api: ApiProcess) -> list[psutil.Process]:
    """The processes that read a file now: children of the one they are forked from."""
    return [child for child in api.children() if child.ppid() != api.process_id]


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that happens in another process."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def longest_silence(api: ApiProcess, ended: threading.Event) -> float:
    """How long /health/live took at most, asked again and again until the event."""
    longest = 0.0
    with httpx.Client(base_url=api.url, timeout=60) as client:
        while not ended.is_set():
            started = time.monotonic()
            assert client.get("/health/live").status_code == 200
            longest = max(longest, time.monotonic() - started)
            time.sleep(0.02)
    return longest


def test_the_service_answers_while_it_reads_a_hostile_and_a_large_file(orders: ApiProcess) -> None:
    ended = threading.Event()
    with ThreadPoolExecutor() as threads:
        silence = threads.submit(longest_silence, orders, ended)
        hostile = threads.submit(send, orders, hostile_workbook())
        honest = threads.submit(send, orders, piecework(4_000, "E"))
        try:
            assert (honest.result().status_code, honest.result().json()["accepted"]) == (200, 4_000)
            assert hostile.result().status_code == 422
        finally:
            ended.set()
        assert silence.result() < LONGEST_SILENCE_SECONDS
    until(lambda: not readers(orders), 10)


def test_a_reader_that_is_killed_is_told_and_touches_no_other_file(orders: ApiProcess) -> None:
    with ThreadPoolExecutor() as threads:
        hostile = threads.submit(send, orders, hostile_workbook())
        until(lambda: readers(orders))
        readers(orders)[0].kill()
        honest = threads.submit(send, orders, piecework(10, "K"))
        problem = hostile.result()
    assert (problem.status_code, problem.json()["title"]) == (422, "The file cannot be read")
    assert "ended from outside" in problem.json()["detail"]
    assert honest.result().json()["accepted"] == 10
    told = [json.loads(line) for line in orders.log.read_text().splitlines() if "process_apart_ended" in line]
    assert told[-1]["exit_code"] == -9
    assert not readers(orders)


def test_a_sender_who_hangs_up_has_his_file_given_up(orders: ApiProcess) -> None:
    content = hostile_workbook()
    token = orders.issuer.header("office", "orders:write")["Authorization"]
    head = f"POST {PIECEWORK} HTTP/1.1\r\nHost: a\r\nAuthorization: {token}\r\nContent-Length: {len(content)}\r\n\r\n"
    with orders.connection() as connection:
        connection.sendall(head.encode() + content)
        until(lambda: readers(orders))
        (reader,) = readers(orders)
    until(lambda: not reader.is_running(), 2)


def test_a_service_that_is_killed_leaves_no_reader_behind(servers: ServerAddresses, tmp_path: Path) -> None:
    with orders_with(servers, tmp_path) as api, ThreadPoolExecutor() as threads:
        sending = threads.submit(send, api, hostile_workbook())
        until(lambda: readers(api))
        started = api.children()
        psutil.Process(api.process_id).kill()
        until(lambda: not any(map(is_running, started)), 5)
        with pytest.raises(httpx.TransportError):
            sending.result()


def test_a_service_that_is_stopped_leaves_nothing_in_the_temporary_folder(
    servers: ServerAddresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory() as temporary:
        monkeypatch.setenv("TMPDIR", temporary)
        with orders_with(servers, tmp_path) as api:
            assert send(api, piecework(1, "E")).status_code == 200
            assert list(Path(temporary).iterdir())
        assert list(Path(temporary).iterdir()) == []


def is_running(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_file_that_takes_too_long_is_told_the_limit(servers: ServerAddresses, tmp_path: Path) -> None:
    with orders_with(servers, tmp_path, file_seconds=0.01) as api:
        refuses_as_too_large(send(api, piecework(10, "E")), "longer than 0.01 s")
        assert not readers(api)


def test_a_file_is_told_the_limit_of_memory_or_that_its_turn_did_not_come(
    servers: ServerAddresses, tmp_path: Path
) -> None:
    tight = {"file_waiting_seconds": 0, "file_memory_bytes": 24 * 1024 * 1024}
    with orders_with(servers, tmp_path, **tight) as api, ThreadPoolExecutor() as threads:
        refuses_as_too_large(send(api, piecework(40_000, "E")), "more than 24 MiB of memory")
        content = hostile_workbook(15_000)
        others = [threads.submit(send, api, content) for _ in range(2)]
        until(lambda: len(readers(api)) == 2)
        turned_away = send(api, piecework(10, "E"))
        assert (turned_away.status_code, turned_away.headers["Retry-After"]) == (429, "60")
        assert turned_away.json()["title"] == "Too busy"
        assert [other.result().status_code for other in others] == [422, 422]
        assert send(api, piecework(10, "E")).json()["accepted"] == 10


def refuses_as_too_large(answer: httpx.Response, limit: str) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["title"]) == (413, "Too large"), problem
    assert limit in problem["detail"]
    assert "split the file" in problem["advice"]
