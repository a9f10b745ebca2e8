"""What a sample sends once its month is paid: faults that are refused, and facts of the month after."""

import re
from pathlib import Path
from typing import Any

import pytest
from stdnum import luhn

from cli.demo.afterwards import value_at
from services.placement.domain.attlog import read_attlog
from services.placement.files.month_sheet import is_month_sheet, read_month_sheet
from shared.imports import rows_of_table
from shared.messaging.entries import Entry
from shared.messaging.reader import Rejected
from shared.tables import UnreadableFileError, read_table
from tests.unit.cli.sample.conftest import Make
from tests.unit.cli.sample.reception import NOW, SEALER, TABLES, read_manifest, reader_of


def _after(directory: Path) -> list[tuple[dict[str, Any], bytes]]:
    return [(step, (directory / step["file"]).read_bytes()) for step in read_manifest(directory)["after"]]


def _rows(step: dict[str, Any], content: bytes) -> list[Entry]:
    table = TABLES[step["service"]][step["kind"]]
    return list(rows_of_table(table, read_table(content), step["client"], NOW, SEALER).entries)


def test_every_file_is_answered_as_the_manifest_says(make: Make, committed: Path) -> None:
    for directory in (committed, make(workshops=1, workers=16, month="2023-05", seed=3)):
        for step, content in _after(directory):
            wanted = step["answer"]
            if wanted["refused_as_a_whole"]:
                with pytest.raises(UnreadableFileError, match=wanted["refused_as_a_whole"]):
                    _rows(step, content)
            elif step["door"] == "attlog":
                attlog = read_attlog(content.decode())
                assert (attlog.layout, len(attlog.lines)) == (wanted["layout"], wanted["taken"])
            elif step["door"] == "import" and is_month_sheet(sheets := read_table(content)):
                sheet = read_month_sheet(sheets, None, None)
                assert (sum(len(row.marks) for row in sheet.rows), sheet.faults) == (wanted["taken"], ())
            elif step["door"] == "import":
                reader = reader_of(step["service"], True)
                entries = _rows(step, content)
                pointers = [
                    entry.fault.pointer
                    if entry.fault
                    else verdict.problem.pointer
                    if isinstance(verdict := reader.read(entry.body, NOW), Rejected)
                    else None
                    for entry in entries
                ]
                refused = [{"line": line, "pointer": said} for line, said in enumerate(pointers, start=2) if said]
                assert (refused, pointers.count(None)) == (wanted["refused"], wanted["taken"]), step["file"]


def test_the_faults_of_files_clocks_accounts_and_revisions_are_all_there(committed: Path) -> None:
    told = " ".join(step["what"]["en"] for step, _ in _after(committed))
    for word in ("USB", "nights", "double press", "title", "month sheet", "GB18030", "quote", "destroyed"):
        assert word in told
    for word in ("not come", "not in force", "account waits", "statement waits", "after the close"):
        assert word in told


def test_a_sample_without_faults_ends_with_its_month(make: Make) -> None:
    assert _after(make(faults=False)) == []


def test_the_other_account_is_of_no_real_bank_and_passes_its_check(committed: Path) -> None:
    (changed,) = [content for step, content in _after(committed) if "changed-account" in step["file"]]
    number = re.findall(r"\d{19}", changed.decode())[0]
    assert (number[:7], luhn.is_valid(number)) == ("0000991", True)


def test_a_place_picks_names_and_elements_of_lists() -> None:
    body = {"days": [{"day": "2022-08-01", "weight": "1"}, {"day": "2022-08-02", "weight": None}], "sum": {"of": 3}}
    assert value_at(body, "days.day=2022-08-01.weight") == "1"
    assert value_at(body, "sum.of") == 3
    for nowhere in ("days.day=2022-08-09.weight", "sum.of.more", "gone", "gone.day=1.weight"):
        assert value_at(body, nowhere) is None
