"""No door fails, whatever comes: bodies, addresses, tokens, files, entries of streams; the good beside it is kept."""

import gzip
import io
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import httpx
import openpyxl
import pytest
import pytest_asyncio
from hypothesis import given, note, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from cli.embedded import ServerAddresses
from services.payroll.definition import DEFINITION as PAYROLL
from shared.events.catalogue import SERVICES, read_by, reported_to
from shared.http.titles import TITLES
from tests.conftest import LONG_TESTS
from tests.integration.fuzz.any_events import bodies_of, values_of
from tests.integration.fuzz.test_contract import ROLES
from tests.support.api_process import ApiProcess, answered
from tests.support.harness import ServiceUnderTest, read_new, send_by_stream, service_on
from tests.support.orders.facts import piecework
from tests.support.payroll.facts import attended
from tests.support.placement.facts import attendance
from tests.support.servers import fresh_database

EXAMPLES: Final = 2_000 if LONG_TESTS else 60
ODD_TEXTS: Final = st.text(max_size=30) | st.sampled_from(
    [
        "..",
        "%00",
        "a\x00b",
        "a\u202eb",
        "\ud800",
        "x" * 300,
        "２０２２-07",
        "0001-01",
        "9999-99-99",
        "-1",
        "1e9",
        "*",
        "",
    ]
)
ODD: Final[st.SearchStrategy[Any]] = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | ODD_TEXTS
    | st.sampled_from([10**18, -(10**30), 10**39, 2**63, 1e308, -0.0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXTS, inner, max_size=3),
    max_leaves=6,
)
CLAIMS: Final = st.dictionaries(
    st.sampled_from(["sub", "scope", "aud", "exp", "iat", "nbf", "iss", "jti"]), ODD, min_size=1, max_size=3
)
FILES: Final[Mapping[str, bytes]] = {
    "piecework": b"entry,workshop,company,product,operation,worked_on,worker,accepted_quantity\r\n"
    b"F-1,WS-01,C1,toy,sewing,2022-07-04,W1,40\r\nF-2,WS-01,C1,toy,sewing,2022-07-04,W2,40\r\n",
    "attendance": b"worker,workshop,day,weight_days\r\nW1,WS-01,2022-07-01,1\r\nW2,WS-01,2022-07-01,0.5\r\n",
    "workers": "worker,workshop,since,name,identity_number\r\n"
    "W9,WS-01,2022-07-01,李小红,110101199003070732\r\n".encode(),
    "punches": b"1\t2022-07-01 08:00:00\t1\t0\t1\t0\r\n2\t2022-07-01 17:30:00\t1\t1\t1\t0\r\n",
}


def problem_with(answer: httpx.Response) -> str | None:
    """What is wrong with an answer, whatever was asked."""
    if answer.status_code >= 500:
        return "it failed"
    if answer.status_code in TITLES and not answer.headers["Content-Type"].startswith("application/problem+json"):
        return "no problem"
    return None


def operations_of(api: ApiProcess) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of what an API offers."""
    paths = httpx.get(f"{api.url}/openapi.json").json()["paths"]
    return [
        (method.upper(), path, operation) for path, methods in paths.items() for method, operation in methods.items()
    ]


@st.composite
def requests(draw: st.DrawFn, operations: Sequence[tuple[str, str, dict[str, Any]]]) -> dict[str, Any]:
    """A request that is nearly right, or not at all."""
    method, path, operation = draw(st.sampled_from(operations))
    query = {}
    for parameter in operation.get("parameters", ()):
        drawn = draw(_parameter(parameter["schema"]) | ODD_TEXTS)
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(drawn, safe="", errors="replace") or "%20")
        elif parameter["in"] == "query" and draw(st.booleans()):
            query[parameter["name"]] = drawn
    asked: dict[str, Any] = {"method": method, "url": f"{path}?{_query(query)}" if query else path}
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        asked["headers"] = {"Content-Type": draw(st.sampled_from([*content, "text/plain", "multipart/form-data"]))}
        schema = content.get("application/json", {}).get("schema", {})
        asked["content"] = draw(_bodies(schema) if "properties" in schema else st.binary(max_size=200) | _any_json())
    return asked


def _query(query: Mapping[str, str]) -> str:
    return "&".join(f"{name}={quote(value, safe='', errors='replace')}" for name, value in query.items())


def _parameter(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    return values_of(schema, {}).map(lambda value: json.dumps(value).strip('"'))


def _any_json() -> st.SearchStrategy[bytes]:
    return ODD.map(lambda value: json.dumps(value).encode())


@st.composite
def _bodies(draw: st.DrawFn, schema: Mapping[str, Any]) -> bytes:
    """A body as the document has it, with up to two places changed."""
    body = draw(values_of(schema, {}))
    for _ in range(draw(st.integers(0, 2))):
        names = sorted(schema["properties"])
        body[draw(st.sampled_from(names) | ODD_TEXTS)] = draw(ODD)
    written = json.dumps(body)
    return (written[: draw(st.integers(0, len(written)))] if draw(st.integers(0, 9)) == 0 else written).encode()


def _written_out(part: Any, schemas: Mapping[str, Any]) -> Any:
    """An operation without references."""
    if isinstance(part, list):
        return [_written_out(item, schemas) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _written_out(schemas[part["$ref"].rpartition("/")[2]], schemas)
    return {name: _written_out(value, schemas) for name, value in part.items() if name != "responses"}


@pytest.fixture(scope="module", params=SERVICES)
def api(request: pytest.FixtureRequest, apis: Mapping[str, ApiProcess]) -> ApiProcess:
    """One of the services."""
    return apis[request.param]


def assert_kept_its_word(api: ApiProcess, answers: Sequence[httpx.Response]) -> None:
    """No answer is a failure, each refusal is a problem, and the log knows of no failure."""
    for answer in answers:
        note(f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:300]}")
        assert problem_with(answer) is None, answer.text


@pytest.mark.timeout(3600)
def test_no_request_fails(api: ApiProcess) -> None:
    document = httpx.get(f"{api.url}/openapi.json").json()
    operations = [
        (method, path, _written_out(operation, document["components"]["schemas"]))
        for method, path, operation in operations_of(api)
    ]
    headers = [api.issuer.header(role, *ROLES[role], valid_seconds=7200) for role in ("county", "clerk")]
    with httpx.Client(base_url=api.url, timeout=30) as client:

        @settings(max_examples=3 * EXAMPLES)
        @given(asked=requests(operations), header=st.sampled_from(headers))
        def ask(asked: dict[str, Any], header: dict[str, str]) -> None:
            note(repr(asked))
            answer = client.request(**asked | {"headers": asked.get("headers", {}) | header})
            assert_kept_its_word(api, [answer])

        ask()
    assert "request_failed" not in api.log.read_text("utf-8")


@pytest.mark.timeout(3600)
def test_no_token_fails(api: ApiProcess) -> None:
    path = {"orders": "/v1/orders", "payroll": "/v1/months", "placement": "/v1/workers"}
    service = next(name for name in SERVICES if name in api.log.name)
    with httpx.Client(base_url=api.url, timeout=30) as client:

        @settings(max_examples=EXAMPLES)
        @given(claims=CLAIMS)
        def ask(claims: dict[str, Any]) -> None:
            answer = client.get(path[service], headers=api.issuer.signed({"sub": "a"} | claims))
            assert_kept_its_word(api, [answer])
            assert answer.status_code in (200, 401, 403)

        ask()
    assert "request_failed" not in api.log.read_text("utf-8")


@settings(max_examples=EXAMPLES)
@given(
    head=st.binary(max_size=60),
    name=st.sampled_from([b"Authorization", b"Content-Length", b"Transfer-Encoding", b"Host"]),
)
def test_no_line_of_a_head_fails(api: ApiProcess, name: bytes, head: bytes) -> None:
    with api.connection() as connection:
        connection.sendall(b"POST /v1/replay HTTP/1.1\r\nHost: a\r\n" + name + b": Bearer " + head + b"\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        status, _, _ = answered(connection)
    assert status in (400, 401)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("service", ["orders", "placement"])
def test_a_good_event_beside_a_bad_one_is_kept(apis: Mapping[str, ApiProcess], service: str) -> None:
    api = apis[service]
    numbers = iter(range(10_000, 10**9))
    near = bodies_of(reported_to(service), published=False)
    with httpx.Client(base_url=api.url, timeout=30, headers=api.issuer.header("erp", *ROLES["county"])) as client:

        @settings(max_examples=EXAMPLES)
        @given(
            bad=_any_json() | near | st.binary(max_size=50).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b""))
        )
        def send(bad: bytes) -> None:
            number = next(numbers)
            good = piecework(number, 1, source="erp") if service == "orders" else attendance(number, "1", source="erp")
            content = bad + b"\n" + good.to_json() + b"\n" + bad
            answer = client.post("/v1/events", content=content, headers={"Content-Type": "application/x-ndjson"})
            assert_kept_its_word(api, [answer])
            results = {item.get("id"): item["status"] for item in answer.json()["results"]}
            assert results[good.id] == "accepted", answer.text

        send()
    assert "request_failed" not in api.log.read_text("utf-8")


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("service", "address"),
    [
        ("orders", "/v1/imports/piecework"),
        ("placement", "/v1/imports/attendance"),
        ("placement", "/v1/imports/workers"),
        ("placement", "/v1/imports/punches?serial=WS-01"),
        ("payroll", "/v1/payment-batches/1/return"),
    ],
)
@pytest.mark.parametrize("as_workbook", [False, True], ids=["text", "workbook"])
def test_no_damaged_file_fails(apis: Mapping[str, ApiProcess], service: str, address: str, as_workbook: bool) -> None:
    api = apis[service]
    content = FILES.get(address.rpartition("/")[2].partition("?")[0], FILES["piecework"])
    content = _workbook(content) if as_workbook else content
    with httpx.Client(base_url=api.url, timeout=60, headers=api.issuer.header("erp", *ROLES["county"])) as client:

        @settings(max_examples=max(5, EXAMPLES // 10))
        @given(damage=_damage(len(content)), packed=st.booleans())
        def send(damage: list[tuple[int, int, bytes]], packed: bool) -> None:
            damaged = content
            for start, length, put in damage:
                damaged = damaged[:start] + put + damaged[start + length :]
            headers = {"Content-Encoding": "gzip"} if packed else {}
            answer = client.post(address, content=gzip.compress(damaged) if packed else damaged, headers=headers)
            assert_kept_its_word(api, [answer])

        send()
    assert "request_failed" not in api.log.read_text("utf-8")


def _damage(length: int) -> st.SearchStrategy[list[tuple[int, int, bytes]]]:
    put = st.binary(max_size=6) | st.sampled_from(
        [b'"', b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", "工".encode("gb18030")]
    )
    return st.lists(st.tuples(st.integers(0, length), st.integers(0, 20), put), max_size=4)


def _workbook(table: bytes) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in table.decode().splitlines():
        book.active.append(line.replace("\t", ",").split(","))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest_asyncio.fixture(scope="module")
async def payroll(servers: ServerAddresses) -> AsyncIterator[ServiceUnderTest]:
    """Payroll on a database and the stream store of its own."""
    with fresh_database(servers, "payroll") as url:
        async with service_on(PAYROLL, url, servers.redis_url) as service:
            yield service


@pytest.mark.timeout(3600)
@settings(max_examples=EXAMPLES // 2)
@given(bad=st.lists(st.binary(max_size=60) | _any_json() | bodies_of(read_by("payroll", "placement"), published=True)))
async def test_a_good_entry_of_a_stream_beside_bad_ones_is_kept(
    payroll: ServiceUnderTest, fresh_redis_url: str, bad: list[bytes]
) -> None:
    redis = Redis.from_url(fresh_redis_url, protocol=2)
    try:
        await payroll.forget_everything()
        await redis.flushdb()
        reader = payroll.reader("placement", redis)
        await reader.create_group()
        await send_by_stream(redis, "placement", [*bad, attended("W-good", "2022-07-01"), *bad])
        await redis.xadd("placement", {"something": b"else"})
        await reader.take_in(await read_new(redis, reader))
        kept = await payroll.pool.fetchval("SELECT count(*) FROM attendance WHERE worker = 'W-good'")
        assert kept == 1
        failed = await payroll.pool.fetch("SELECT reason FROM dead_letter WHERE reason LIKE '%could not be applied%'")
        assert failed == []
    finally:
        await redis.aclose()
