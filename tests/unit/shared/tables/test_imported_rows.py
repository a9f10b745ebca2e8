"""A file's rows become entries: found under the words of our papers, the same whatever program wrote them."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from services.orders.api.imports import TABLES as ORDERS_TABLES
from services.placement.api.imports import TABLES as PLACEMENT_TABLES
from shared.imports import FileRows, TableImport, rows_of_table
from shared.sealing import Sealer
from shared.tables import UnreadableFileError, read_table
from tests.unit.shared.tables.workbooks import workbook

TABLES: dict[str, TableImport] = {table.kind: table for table in (*ORDERS_TABLES, *PLACEMENT_TABLES)}
NOW = datetime(2022, 8, 1, tzinfo=UTC)
SEALER = Sealer(bytes(32))
HEAD = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity"
ROW = "K-4,WS-01,C1,toy-a,sewing,2022-07-05,W-0017,120"


def read(content: bytes | str, kind: str = "piecework") -> FileRows:
    as_bytes = content.encode() if isinstance(content, str) else content
    return rows_of_table(TABLES[kind], read_table(as_bytes), "clerk", NOW, SEALER)


def envelopes(content: bytes | str, kind: str = "piecework") -> list[Any]:
    rows = read(content, kind)
    assert [entry.fault for entry in rows.entries] == [None] * len(rows.entries)
    return [orjson.loads(entry.body) for entry in rows.entries]


def refusal(content: str, kind: str = "piecework") -> str:
    with pytest.raises(UnreadableFileError) as refused:
        read(content, kind)
    return str(refused.value)


CHINESE = "序号,计件记录,工坊,企业,产品,工序,日期,工号,合格数（件）,,\n"


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{ROW}\n",
        f"{HEAD},,\n{ROW},,\n,,,,,,,,,\n",
        f"{CHINESE}1,{ROW},,\n",
        f"大屯村工坊2022年7月计件表,,,,,,,,,,\n\n{CHINESE}1,{ROW},,\n".encode("gb18030"),
        f"sep=;\n{HEAD}\n{ROW}\n".replace(",", ";"),
        f"{HEAD}\n{ROW}\n".replace(",", "\t").encode("utf-16"),
        f"{HEAD}\n{ROW}\n".replace("2022-07-05", "2022年7月5日").replace("K-4", "Ｋ-４ "),
        workbook(HEAD.split(","), ["K-4 ", *ROW.split(",")[1:5], datetime(2022, 7, 5), "W-0017", 120]),  # noqa: DTZ001
        workbook(
            [None, "大屯村工坊计件表"],
            ["计件记录", "工坊", "企业", "产品", "工序", "作业", None, None],
            [None, None, None, None, None, "日期", "工号", "合格数"],
            [*ROW.split(",")[:7], 120.0],
            before={"说明": [["请填写第二张表"]]},
        ),
    ],
    ids=["plain", "empty-columns", "chinese", "title-gb18030", "sep", "unicode-text", "forms", "xlsx", "xlsx-merged"],
)
def test_the_same_row_is_the_same_entry_whatever_program_wrote_it(content: bytes | str) -> None:
    (envelope,) = envelopes(content)
    assert envelope["id"] == "K-4"
    assert envelope["data"] == envelopes(f"{HEAD}\n{ROW}\n")[0]["data"]


def test_rows_without_a_number_of_their_own_have_the_same_id_in_any_form() -> None:
    plain = "worker,workshop,day,weight_days\nW-1,WS-01,2022-07-01,0.5\n"
    (first,) = envelopes(plain, "attendance")
    (second,) = envelopes("工号,工坊,日期,天数,请假\nW-1 ,WS-01,2022/7/1,0.50,\n".encode("gb18030"), "attendance")
    (third,) = envelopes(workbook(["工号", "工坊", "日期", "天数"], ["W-1", "WS-01", "2022-7-1", 0.5]), "attendance")
    assert first["id"] == second["id"] == third["id"]
    assert first["data"] == second["data"] == third["data"]


@pytest.mark.parametrize("revision", ["1", " 1", "01", "1.0", "１"])
def test_an_entry_and_its_revision_are_known_without_what_stands_around_them(revision: str) -> None:
    (envelope,) = envelopes(f"{HEAD},revision\n{ROW.replace('K-4', 'K-4 ')},{revision}\n")
    assert envelope["id"] == "K-4.r1"


@pytest.mark.parametrize("revision", ["", "0", " "])
def test_revision_nought_is_the_first_word(revision: str) -> None:
    assert envelopes(f"{HEAD},revision\n{ROW},{revision}\n")[0]["id"] == "K-4"


@pytest.mark.parametrize("revision", ["-1", "2147483648", "99999999999999999999", "x"])
def test_a_revision_that_is_none_is_refused_by_row(revision: str) -> None:
    (entry,) = read(f"{HEAD},revision\n{ROW},{revision}\n").entries
    assert entry.fault is not None
    assert "column revision" in entry.fault.text.en


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"{HEAD},worker\n{ROW},W-9\n", "the column worker stands twice, under 'worker', 'worker'"),
        (f"{HEAD},工号\n{ROW},W-9\n", "the column worker stands twice, under 'worker', '工号'"),
        (f"{HEAD.replace('worker', 'name')}\n{ROW}\n", "the file lacks the columns worker; it has entry, workshop"),
        (f"{HEAD},备注\n{ROW},x\n", "unknown columns 备注"),
        ("", "has no line of titles"),
        (f'{HEAD}\n{ROW}\n"K-5,{ROW}\n{ROW}\n', "line 3 has a quote that never closes"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(content: str, says: str) -> None:
    assert says in refusal(content)


def test_two_sheets_with_the_same_headings_are_not_chosen_between() -> None:
    content = workbook(HEAD.split(","), ROW.split(","), before={"六月": [HEAD.split(","), ROW.split(",")]})
    with pytest.raises(UnreadableFileError, match="the sheets '六月', '表' have the same headings"):
        read(content)


def test_a_bad_cell_is_refused_with_line_and_column_and_the_others_are_taken() -> None:
    rows = read(f"{HEAD}\n\n{ROW}\n{ROW.replace('120', '1.2E+12')}\n{ROW},x\n{ROW.replace(',120', '')}\n")
    assert rows.lines == [3, 4, 5, 6]
    assert [entry.fault and (entry.fault.pointer, entry.fault.text.en[:40]) for entry in rows.entries] == [
        None,
        ("/line 4", "column accepted_quantity: '1.2E+12': a s"),
        ("/line 5", "cell 9 of the row stands under no headin"),
        ("/line 6", "column accepted_quantity is empty"),
    ]
    assert (len(rows.entries), rows.lines_in_file) == (4, 6)


def test_cells_that_are_missing_at_the_end_of_a_row_are_empty() -> None:
    assert "rejected_quantity" not in envelopes(f"{HEAD},rejected_quantity\n{ROW}\n")[0]["data"]


def test_a_worker_is_read_out_of_a_clerks_own_workbook_without_losing_a_digit() -> None:
    content = workbook(
        ["工号", "姓名", "身份证号", "工坊", "起始日期", "联系方式"],
        ["W-1", "王　芳", "52222919900101001x", "WS-01", "2022.7.1", "138 0000 0000"],
        ["W-2", "李四", 522229199001010012, "WS-01", "2022.7.1", None],
    )
    rows = read(content, "workers")
    data = orjson.loads(rows.entries[0].body)["data"]
    assert (data["name"], data["identity_number"], data["phone"]) == ("王芳", "52222919900101001X", "13800000000")
    fault = rows.entries[1].fault
    assert fault is not None
    assert fault.text.en.startswith("column identity_number: a spreadsheet program made a number of it")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.kind)
def test_no_word_means_two_columns_of_a_kind_and_each_column_has_a_chinese_one(table: TableImport) -> None:
    titles = [title for name in table.all_columns for title in table.titles_of(name)]
    assert len(set(titles)) == len(titles)
    assert all(len(table.titles_of(name)) > 1 for name in table.all_columns)
