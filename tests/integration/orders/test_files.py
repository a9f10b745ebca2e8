"""Files at the door of the orders API: as a body, a form or packed, and refused whole or by row."""

import gzip
import zlib

import httpx
import pytest

from shared.http.uploads import MAXIMUM_FILE_BYTES
from tests.support.orders.service import OrdersService
from tests.support.tokens import TokenIssuer
from tests.unit.shared.tables.workbooks import with_sheet, workbook

HEAD = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity"
ROW = "K-4,WS-01,C1,toy-a,sewing,2022-07-05,W-0017,120"
TABLE = f"{HEAD}\n{ROW}\n".encode()
PATH = "/v1/imports/piecework"


@pytest.fixture
def writer(issuer: TokenIssuer) -> dict[str, str]:
    return issuer.header("clerk", "orders:write", "orders:read")


@pytest.mark.parametrize(
    "file", [TABLE, TABLE.decode().replace(",", "\t").encode("utf-16"), workbook(*(r.split(",") for r in (HEAD, ROW)))]
)
async def test_a_file_is_taken_as_a_body_as_a_form_and_packed(
    http: httpx.AsyncClient, writer: dict[str, str], file: bytes
) -> None:
    packed = writer | {"Content-Encoding": "gzip"}
    answers = [
        await http.post(PATH, content=file, headers=writer),
        await http.post(PATH, files={"file": ("七月.csv", file)}, data={"note": "x"}, headers=writer),
        await http.post(PATH, content=gzip.compress(file), headers=packed),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    counts = [(answer.json()["accepted"], answer.json()["duplicate"]) for answer in answers]
    assert counts == [(1, 0), (0, 1), (0, 1)]


@pytest.mark.parametrize(
    ("content", "more", "status", "detail"),
    [
        (b"x" * 100, {"Content-Encoding": "gzip"}, 400, "is no gzip"),
        (gzip.compress(TABLE)[:-4], {"Content-Encoding": "gzip"}, 400, "breaks off"),
        (gzip.compress(TABLE) * 2, {"Content-Encoding": "gzip"}, 400, "something behind it"),
        (gzip.compress(b"\n" * (MAXIMUM_FILE_BYTES + 1)), {"Content-Encoding": "gzip"}, 413, "unpacks to more than"),
        (zlib.compress(TABLE), {"Content-Encoding": "br"}, 415, "'br' is not known"),
        (gzip.compress(gzip.compress(TABLE)), {"Content-Encoding": "gzip, gzip"}, 415, "is not known"),
        (b"x", {"Content-Type": "multipart/form-data"}, 400, "the form cannot be read"),
        (b"x", {"Content-Type": "multipart/form-data; boundary=b"}, 400, "the form cannot be read"),
        (b"--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}, 400, "has 0 files"),
    ],
)
async def test_an_upload_that_cannot_be_unpacked_is_refused_in_words(
    http: httpx.AsyncClient, writer: dict[str, str], content: bytes, more: dict[str, str], status: int, detail: str
) -> None:
    answer = await http.post(PATH, content=content, headers=writer | more)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert detail in answer.json()["detail"]


async def test_a_form_has_one_file(http: httpx.AsyncClient, writer: dict[str, str]) -> None:
    two = [("file", ("a.csv", TABLE)), ("file", ("b.csv", TABLE))]
    answer = await http.post(PATH, files=two, headers=writer)
    assert (answer.status_code, answer.json()["detail"]) == (400, "the form has 2 files, not one")
    many = [("file", (f"{number}.csv", b"x")) for number in range(50)]
    assert (await http.post(PATH, files=many, headers=writer)).status_code == 400


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (f'{HEAD}\n{ROW}\nK-5,"WS-01,C1,toy-a\n{ROW}\n'.encode(), "line 3 has a quote that never closes"),
        (f'{HEAD}\nK-5,"{"x" * 200_000}\n{ROW}\n'.encode(), "line 2 has a cell of more than"),
        (TABLE + b"K-5,\xe5\xb7\x3f\xe5\x9d\x8a\n", "line 3 is damaged"),
        (f"{HEAD},worker\n{ROW},W-1\n".encode(), "the column worker stands twice"),
        (with_sheet(b"<row/>" * 2_000_000), "more than 1048576 lines"),
        (b"PK\x03\x04" + bytes(400), "no readable XLSX workbook"),
    ],
)
async def test_a_damaged_file_is_refused_as_a_whole_and_nothing_of_it_is_stored(
    http: httpx.AsyncClient, writer: dict[str, str], service: OrdersService, content: bytes, detail: str
) -> None:
    answer = await http.post(PATH, content=content, headers=writer)
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]
    assert await service.pool.fetchval("SELECT count(*) FROM inbox") == 0
    assert await service.pool.fetchval("SELECT count(*) FROM dead_letter") == 0


async def test_refused_rows_are_named_by_line_and_column(http: httpx.AsyncClient, writer: dict[str, str]) -> None:
    rows = [ROW.replace("W-0017", "王"), ROW.replace("120", "12o"), ROW]
    content = "计件表\n\n" + "\n".join([HEAD, *rows])
    answer = (await http.post(PATH, content=content.encode(), headers=writer)).json()
    assert (answer["rows"], answer["lines"], answer["accepted"], answer["rejected"]) == (3, 6, 1, 2)
    assert [(item["line"], item.get("column")) for item in answer["refused"]] == [(4, "worker"), (5, None)]


async def test_the_kinds_of_files_are_listed_with_their_chinese_headings(
    http: httpx.AsyncClient, writer: dict[str, str]
) -> None:
    kinds = (await http.get("/v1/imports", headers=writer)).json()["kinds"]
    (orders,) = (kind for kind in kinds if kind["kind"] == "orders")
    assert orders["columns"]["amount_yuan"] == {
        "kind": "amount",
        "required": True,
        "titles": ["amount_yuan", "金额", "订单金额"],
        "words": {},
    }
