"""Nothing of a body is read before its sender is known to be allowed to send it, and never more than its limit."""

import socket
from contextlib import suppress

import httpx
import pytest

from tests.support.api_process import ApiProcess, answered

MEBIBYTE = 1024 * 1024
_PART = b'{"reason": "' + b"x" * MEBIBYTE


def operations_with_body(api: ApiProcess) -> list[tuple[str, str]]:
    """Method and address of every operation that is no GET, its gaps filled in."""
    paths = httpx.get(f"{api.url}/openapi.json").json()["paths"]
    return [
        (method.upper(), path.replace("{", "").replace("}", ""))
        for path, operations in paths.items()
        for method in operations
        if method != "get"
    ]


def send_much(connection: socket.socket, head: str, mebibytes: int, *, chunked: bool) -> None:
    """A request whose body goes on and on, until it is done or nobody takes it any more."""
    connection.sendall(head.encode())
    with suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(mebibytes):
            connection.sendall(f"{len(_PART):x}\r\n".encode() + _PART + b"\r\n" if chunked else _PART)


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
@pytest.mark.parametrize(
    "authorization", ["", "Authorization: Bearer nonsense\r\n"], ids=["no token", "no valid token"]
)
def test_ninety_mebibytes_without_a_token_are_not_read(api: ApiProcess, authorization: str, chunked: bool) -> None:
    operations = operations_with_body(api)
    assert operations
    before = api.peak_memory_mebibytes()
    for method, path in operations:
        length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {90 * len(_PART)}"
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: a\r\n{authorization}Content-Type: application/json\r\n{length}\r\n\r\n"
        )
        with api.connection() as connection:
            send_much(connection, head, 90, chunked=chunked)
            status, headers, _ = answered(connection)
        assert (status, headers["connection"]) == (401, "close"), (method, path)
    assert api.peak_memory_mebibytes() - before < 16


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_a_body_over_its_limit_is_refused_while_it_comes(api: ApiProcess, chunked: bool) -> None:
    scopes = ("operator", "payroll:finance", "orders:write", "placement:write", "placement:identity", "clerk:workshop")
    token = api.issuer.header("somebody", *scopes, "checker:TW")["Authorization"]
    limited = [(method, path) for method, path in operations_with_body(api) if method != "DELETE"]
    before = api.peak_memory_mebibytes()
    for method, path in limited:
        length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {90 * len(_PART)}"
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: a\r\nAuthorization: {token}\r\n"
            f"Content-Type: application/json\r\n{length}\r\n\r\n"
        )
        with api.connection() as connection:
            send_much(connection, head, 90, chunked=chunked)
            status, headers, _ = answered(connection)
        assert status in (403, 404, 413, 422), (method, path, status)
        assert headers["connection"] == "close", (method, path)
    assert api.peak_memory_mebibytes() - before < 160


def test_a_body_that_was_read_leaves_the_connection_open(api: ApiProcess) -> None:
    token = api.issuer.header("operator", "operator")
    with httpx.Client(base_url=api.url, headers=token) as client:
        answer = client.post("/v1/dead-letters/1/discard", json={"reason": "none of ours"})
        assert (answer.status_code, answer.headers.get("connection")) == (404, None)


def test_a_body_shorter_than_it_says_is_no_failure(api: ApiProcess) -> None:
    token = api.issuer.header("operator", "operator")["Authorization"]
    head = f"POST /v1/replay HTTP/1.1\r\nHost: a\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n"
    with api.connection() as connection:
        connection.sendall(f"{head}Content-Length: 1000\r\n\r\n".encode() + b'{"subject_prefix": ""}')
    assert httpx.get(f"{api.url}/health/live").status_code == 200
    assert "request_failed" not in api.log.read_text()
