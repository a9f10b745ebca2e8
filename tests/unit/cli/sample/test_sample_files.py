"""Every line of a sample is taken by the service it is meant for, but for the faults its manifest lists."""

from collections import Counter
from pathlib import Path

import pytest

from shared.events.details import WorkerAccountGiven
from shared.events.people import WorkerEnrolled
from shared.events.production import PieceworkReported
from shared.identity import check_identity_number
from shared.months import shanghai_date
from tests.unit.cli.sample.conftest import Make
from tests.unit.cli.sample.reception import Receipt, read_manifest, receive

Place = tuple[str, int, str, str | None]


def _refused(receipts: list[Receipt]) -> set[Place]:
    return {
        (receipt.file, receipt.line, receipt.status, receipt.pointer)
        for receipt in receipts
        if receipt.status in ("rejected", "conflict")
    }


def _expected(directory: Path) -> set[Place]:
    listed = read_manifest(directory)["expected_refusals"]
    return {(item["file"], item["line"], item["status"], item["pointer"]) for item in listed}


def test_exactly_the_lines_listed_as_refusals_are_refused(committed: Path, receipts: list[Receipt]) -> None:
    assert _refused(receipts) == _expected(committed)


def test_a_larger_sample_is_refused_exactly_where_it_says(make: Make) -> None:
    folder = make(workshops=7, workers=140, seed=5)
    assert _refused(receive(folder)) == _expected(folder)


@pytest.mark.parametrize("month", ["2022-02", "2022-10", "2023-05", "2025-01"])
def test_months_with_holidays_are_taken_as_well(make: Make, month: str) -> None:
    folder = make(month=month, seed=2)
    assert _refused(receive(folder)) == _expected(folder)


def test_without_faults_every_line_is_accepted(make: Make) -> None:
    folder = make(faults=False)
    assert _expected(folder) == set()
    repeated_punches = "second-export"
    statuses = {receipt.status for receipt in receive(folder) if repeated_punches not in receipt.file}
    assert statuses == {"accepted"}


def test_the_manifest_counts_the_entries_of_every_file(committed: Path, receipts: list[Receipt]) -> None:
    counted = Counter(receipt.file for receipt in receipts)
    assert {step["file"]: step["entries"] for step in read_manifest(committed)["steps"]} == counted


def test_the_manifest_names_every_file(committed: Path) -> None:
    files = {f"{path.relative_to(committed)}" for path in committed.rglob("*") if path.is_file()}
    manifest = read_manifest(committed)
    named = {step["file"] for step in (*manifest["steps"], *manifest["after"])}
    assert files == named | {"README.md", "manifest.json"}


def test_every_door_every_fault_and_every_client_is_there(committed: Path) -> None:
    manifest = read_manifest(committed)
    assert {step["door"] for step in manifest["steps"]} == {"import", "events", "stream", "attlog"}
    senders = {step["client"] for step in (*manifest["steps"], *manifest["after"])}
    assert senders == {client["id"] for client in manifest["clients"]}
    kinds = {item["fault"] for item in manifest["expected_refusals"]}
    assert kinds == {
        "a row that breaks off",
        "the same entry number with another quantity",
        "a letter in a quantity",
        "a line that breaks off",
        "a punch after the clock lost its time",
        "an event that breaks off",
        "a field nobody knows",
        "a time in the future",
        "another station's attendance",
        "the same id with another weight",
        "an event for another service",
        "a mistyped identity number",
        "an unknown event type",
        "another system's source",
        "a date that does not exist",
        "more than a whole day",
    }


@pytest.mark.parametrize(
    "file",
    [
        "ws-01/piecework.csv",
        "ws-01/second-export/CN7A220001_attlog.dat",
        "ws-02/attendance.ndjson",
        "ws-03/piecework.ndjson",
    ],
)
def test_lines_sent_twice_are_duplicates(receipts: list[Receipt], file: str) -> None:
    assert any(receipt.status == "duplicate" for receipt in receipts if receipt.file == file)


def test_what_was_taken_back_had_been_reported_before(receipts: list[Receipt]) -> None:
    events = [receipt.event for receipt in receipts if isinstance(receipt.event, PieceworkReported)]
    withdrawn = {event.data.entry for event in events if event.data.withdrawn}
    assert withdrawn == {"PW-01-X0001", "PW-02-X0001", "PW-03-X0001"}
    for entry in withdrawn:
        first, second = (event for event in events if event.data.entry == entry)
        assert (first.data.withdrawn, second.data.withdrawn) == (False, True)
        assert first.time < second.time


def test_people_are_invented_yet_their_numbers_pass_every_check(make: Make) -> None:
    folder = make(workshops=4, workers=400, faults=False)
    people = [receipt.event for receipt in receive(folder) if isinstance(receipt.event, WorkerEnrolled)]
    workers = {event.data.worker for event in people}
    assert len(workers) == 400
    numbers = {event.data.identity_number for event in people}
    assert len(numbers) == len({event.data.name for event in people}) == len({event.data.phone for event in people})
    assert len(numbers) == len(workers)
    for event in people:
        number = event.data.identity_number
        assert check_identity_number(number, shanghai_date(event.time)) == number
        assert 2022 - 57 < int(number[6:10]) <= 2022 - 18
        assert event.data.phone is not None
        assert event.data.phone.startswith("1200")


def test_everybody_has_an_account_of_no_real_bank_but_for_the_two_the_manifest_lists(
    committed: Path, receipts: list[Receipt]
) -> None:
    events = [receipt.event for receipt in receipts]
    enrolled = {event.data.worker for event in events if isinstance(event, WorkerEnrolled)}
    accounts = {event.data.worker: event.data for event in events if isinstance(event, WorkerAccountGiven)}
    without = read_manifest(committed)["without_account"]
    assert without == ["W-00012", "W-00042"]
    assert set(accounts) == enrolled - set(without)
    assert len({account.account_number for account in accounts.values()}) == len(accounts)
    assert {account.account_number[:7] for account in accounts.values()} == {"0000990"}
    assert "W-00012 and W-00042" in (committed / "README.md").read_text(encoding="utf-8")


def test_without_faults_nobody_lacks_an_account(make: Make) -> None:
    folder = make(faults=False)
    assert read_manifest(folder)["without_account"] == []
    events = [receipt.event for receipt in receive(folder)]
    enrolled = {event.data.worker for event in events if isinstance(event, WorkerEnrolled)}
    assert enrolled == {event.data.worker for event in events if isinstance(event, WorkerAccountGiven)}
