"""A request that trickles in holds its connection for so long and no longer, whatever its form."""

import gzip
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.embedded import ServerAddresses
from tests.support.api_process import ApiProcess, answered, running_api
from tests.support.servers import fresh_database

LIMIT_SECONDS = 1.0
FORM = "multipart/form-data; boundary=B"
PARTS = {
    "JSON": ("/v1/replay", "Content-Type: application/json", b'{"subject_prefix": "' + b"x" * 280),
    "events": ("/v1/events", "Content-Type: application/json", b"[" + b" " * 300),
    "lines of events": ("/v1/events", "Content-Type: application/x-ndjson", b"\n" * 300),
    "a file": ("/v1/imports/rates", "Content-Type: text/csv", b"company,product\n" * 20),
    "a form": (
        "/v1/imports/rates",
        f"Content-Type: {FORM}",
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + b"x" * 240,
    ),
    "gzip": ("/v1/imports/rates", "Content-Encoding: gzip", gzip.compress(bytes(range(256)) * 2)),
}


@pytest.fixture(scope="module")
def orders(servers: ServerAddresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    folder: Path = tmp_path_factory.mktemp("orders")
    with (
        fresh_database(servers, "orders") as url,
        running_api("orders", url, folder, redis_url=servers.redis_url, body_seconds=LIMIT_SECONDS) as api,
    ):
        yield api


def head(api: ApiProcess, path: str, *lines: str) -> bytes:
    token = api.issuer.header("office", "orders:write", "operator")["Authorization"]
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: a", f"Authorization: {token}", *lines, "", ""]).encode()


def trickle(connection: socket.socket, body: bytes, *, chunked: bool) -> None:
    """Send a byte ten times a second until there is an answer."""
    connection.settimeout(0.1)
    for byte in body:
        part = bytes([byte])
        connection.sendall(b"1\r\n" + part + b"\r\n" if chunked else part)
        try:
            connection.recv(1, socket.MSG_PEEK)
            break
        except TimeoutError:
            continue
    connection.settimeout(30)


def is_closed(connection: socket.socket) -> bool:
    """Whether the other side has closed; a byte that was on its way then makes it a reset."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
@pytest.mark.parametrize("form", PARTS)
def test_a_body_that_trickles_in_is_answered_in_time_and_its_connection_closed(
    form: str, chunked: bool, orders: ApiProcess
) -> None:
    path, line, body = PARTS[form]
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body) + 1}"
    started = time.monotonic()
    with orders.connection() as connection:
        connection.sendall(head(orders, path, line, length))
        trickle(connection, body, chunked=chunked)
        status, headers, problem = answered(connection)
        took = time.monotonic() - started
        assert is_closed(connection), "the connection is still open"
    assert (status, headers["connection"]) == (408, "close"), problem
    assert headers["content-type"] == "application/problem+json"
    assert b"the body did not come within 1 s" in problem
    assert LIMIT_SECONDS * 0.9 < took < LIMIT_SECONDS + 10


def test_a_body_that_stops_is_answered_too(orders: ApiProcess) -> None:
    with orders.connection() as connection:
        connection.sendall(head(orders, "/v1/events", "Content-Type: application/json", "Content-Length: 9") + b"[")
        assert answered(connection)[0] == 408


@pytest.mark.parametrize("before", [b"", b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"], ids=["first", "later"])
@pytest.mark.parametrize(
    "line", [b"", b"GET /health/live HTTP/1.1\r\nX: " + b"x" * 300], ids=["no head", "a slow head"]
)
def test_a_connection_on_which_no_head_comes_is_closed(line: bytes, before: bytes, orders: ApiProcess) -> None:
    with orders.connection() as connection:
        if before:
            connection.sendall(before)
            assert answered(connection)[0] == 200
        started = time.monotonic()
        if line:
            trickle(connection, line, chunked=False)
        assert is_closed(connection)
        assert time.monotonic() - started < LIMIT_SECONDS + 10


def test_who_may_not_send_is_told_at_once(orders: ApiProcess) -> None:
    with orders.connection() as connection:
        connection.sendall(b"POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n[")
        status, headers, _ = answered(connection)
        assert (status, headers["connection"]) == (401, "close")
        assert connection.recv(1) == b""


def test_the_time_is_that_of_one_body_not_of_a_connection(orders: ApiProcess) -> None:
    with httpx.Client(base_url=orders.url, headers=orders.issuer.header("office", "orders:write")) as client:
        assert client.post("/v1/events", json=[]).status_code == 200
        time.sleep(LIMIT_SECONDS * 1.5)
        assert client.post("/v1/events", json=[]).status_code == 200
