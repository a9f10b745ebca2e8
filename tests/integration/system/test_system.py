"""The whole system as its users meet it: the demonstration, `gongfang up`, and what can be seen from outside.

One module, because every start of the system takes seconds and parallel test runs share it by module: what
`gongfang demo` prints, what a second run leaves, what a killed run leaves, how a fact is followed, where
nobody's name may be, and what the services say of themselves.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest
from rich.progress import Progress

from cli.demo.checking import refusals_answered
from cli.demo.sending import SampleSender
from cli.stack import Stack
from shared.events.catalogue import SERVICES, published_by
from tests.integration.system.command import ROOT, SAMPLE, gongfang, manifest
from tests.integration.system.conftest import ClientOf, Killed, Results
from tests.integration.system.dumps import PERSONAL, dump_streams, dump_tables, found_in, log_files, personal_details
from tests.integration.system.following import CORRELATION, WORKER, events_of, report_a_day
from tests.integration.system.printed import Printed

MANIFEST = manifest()
STEPS: dict[str, Any] = {step["file"]: step for step in MANIFEST["steps"]}
REFUSALS: list[Any] = MANIFEST["expected_refusals"]
DOORS = {"/v1/events", "/v1/imports/{kind}"}
ROUTES = {
    "orders": DOORS | {"/v1/orders", "/v1/piecework/{entry}", "/v1/profit-reports/{workshop}/{period}"},
    "payroll": {"/v1/statements/{worker}/{month}", "/v1/awards", "/v1/profit-divisions/{workshop}/{period}"},
    "placement": DOORS | {"/v1/imports/punches", "/v1/workers/{worker}/assignments/{since}", "/v1/clocks/{serial}"},
}
STREAMS = {
    "orders": {"orders", "payroll", "inbound:orders:mes-qiaoji"},
    "payroll": {"payroll", "orders", "placement"},
    "placement": {"placement"},
}


def refusals_at(*doors: str) -> list[Any]:
    """The refusals expected of files sent by these doors."""
    return [refusal for refusal in REFUSALS if STEPS[refusal["file"]]["door"] in doors]


def test_each_workshop_gets_the_award_its_month_earned(first_run: Printed) -> None:
    assert first_run.awards == {"WS-01": "2000.00", "WS-02": "0.00", "WS-03": "2588.00"}


def test_the_largest_statements_are_printed_largest_first_and_their_lines_add_up(first_run: Printed) -> None:
    rows = first_run.table("largest statements")
    totals = [Decimal(row[-1]) for row in rows]
    assert len(rows) == 6
    assert totals == sorted(totals, reverse=True)
    for row in rows:
        assert sum(Decimal(cell) for cell in row[4:-1] if cell != "—") == Decimal(row[-1])


def test_probation_statements_are_printed_with_the_floor_that_lifts_them(first_run: Printed) -> None:
    rows = first_run.table("first three months")
    assert {row[2] for row in rows} <= {"1", "2", "3"}
    assert [row[-1] for row in rows if row[8] != "—"] == ["2000.00"] * 6


def test_the_profit_split_divides_every_fen_of_a_profit_and_nothing_of_a_loss(first_run: Printed) -> None:
    rows = first_run.table("profit division")
    start = next(number for number, row in enumerate(rows) if row[0] == "WS-02")
    divided = [Decimal(row[3]) for row in rows[:start] if row[3]]
    assert (rows[0][0], sum(divided)) == ("WS-01", Decimal(rows[0][1]))
    assert Decimal(rows[start][1]) < 0
    assert rows[start][3] == "0.00"


def test_every_entry_sent_over_http_got_an_answer_and_what_was_not_a_fault_was_taken(first_run: Printed) -> None:
    over_http = [step["entries"] for step in STEPS.values() if step["door"] != "stream"]
    refused = refusals_at("import", "attlog", "events")
    assert first_run.entries_sent == sum(step["entries"] for step in STEPS.values())
    assert sum(first_run.answers.values()) == sum(over_http)
    for status in ("conflict", "rejected"):
        assert first_run.answers[status] == sum(refusal["status"] == status for refusal in refused)


def test_all_three_services_applied_and_published(first_run: Printed) -> None:
    assert set(first_run.events) == {"orders", "payroll", "placement"}
    assert all(applied and published for applied, published in first_run.events.values())


def test_what_was_refused_of_files_and_streams_is_kept_as_dead_letters(first_run: Printed) -> None:
    afterwards = sum(len(step["answer"]["refused"]) for step in MANIFEST["after"])
    assert first_run.dead_letters == len(refusals_at("import", "attlog", "stream")) + afterwards


def test_what_comes_after_the_payment_is_told_with_its_answers(first_run: Printed, second_run: Printed) -> None:
    for run in (first_run, second_run):
        told = run.text.partition("after the month was paid")[2]
        assert all(step["what"]["zh"] in told for step in MANIFEST["after"])
        for answer in ("(usb)", "no UTF-8", "quote that never closes", "还没有到", "不生效 not in force"):
            assert answer in told


def test_the_one_incomplete_statement_says_what_it_waits_for(first_run: Printed) -> None:
    expected = [(row["worker"], row["reason"]) for row in MANIFEST["expected_incomplete"]]
    assert first_run.incomplete == expected
    assert len(expected) == 1


def test_the_month_is_closed_and_paid_but_for_those_without_an_account(first_run: Printed, second_run: Printed) -> None:
    assert first_run.month_states == {"WS-01": "closed", "WS-02": "closed", "WS-03": "paid"}
    assert [worker for worker, _ in first_run.blocked] == MANIFEST["without_account"]
    assert "1 returned, 89 settled" in first_run.text
    assert first_run.ledger_balances
    assert second_run.month_states == first_run.month_states
    assert "89 settled" in second_run.text
    assert second_run.text.count("批次 batch") == 2


def test_what_is_overdue_is_told_after_the_results_and_what_to_do_next_is_last(first_run: Printed) -> None:
    results, _, told = first_run.text.partition("拖欠 · overdue wages")
    assert "wages_overdue" not in results
    assert "已结未到账 closed, not arrived: 2 人 people, 3188.70 元" in told
    assert "The sample is of 2022-07 and the clock is today's" in told
    assert "make test" in told.partition("接下来 · next")[2].splitlines()[-1]


def test_the_sample_comes_to_the_same_money_as_ever(first_run: Printed, second_run: Printed) -> None:
    for run in (first_run, second_run):
        assert [row[4] for row in run.table("月份 · months") if row[0].startswith("WS-")] == [
            "86598.53",
            "83930.82",
            "90862.52",
        ]
        assert run.blocked == [("W-00012", "1766.40"), ("W-00042", "1422.30")]
        assert "90 笔 payments, 262791.17 元" in run.text
        assert "795562.21 │ 795562.21" in run.text


def test_what_is_in_the_data_folder_is_what_the_architecture_says(first_run: Printed, demo_folder: Path) -> None:
    told = (
        (ROOT / "docs/architecture/storage.md")
        .read_text("utf-8")
        .partition("| in the data folder | |")[2]
        .partition("\n\n")[0]
    )
    first_cells = "".join(line.split("|")[1] for line in told.splitlines() if line.startswith("| "))
    documented = {name.rstrip("/") for name in re.findall(r"`([^`]+)`", first_cells)}
    assert {path.name for path in demo_folder.iterdir()} == documented


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_figures_in_the_readme_are_those_of_a_run(first_run: Printed, readme: str) -> None:
    shown = (ROOT / readme).read_text("utf-8").partition("all sent")[2].partition("```")[0]
    figures = ("事件 · events", "dead letters  ", "批次 batch", "未付 blocked", "平衡 balanced", "    → ")
    lines = [line.strip() for line in shown.splitlines() if line.strip() and any(part in line for part in figures)]
    assert len(lines) >= 9
    printed = _plain(first_run.text)
    assert [line for line in lines if _plain(line) not in printed] == []


def _plain(text: str) -> str:
    """Without what depends on the width of the terminal."""
    return re.sub(r"[\s│]+", " ", text)


def test_a_second_run_accepts_nothing_and_publishes_nothing(first_run: Printed, second_run: Printed) -> None:
    assert second_run.answers["accepted"] == 0
    assert second_run.entries_sent == first_run.entries_sent
    assert second_run.answers["duplicate"] == first_run.answers["accepted"] + first_run.answers["duplicate"]
    assert second_run.events == first_run.events


def test_a_second_run_leaves_every_result_at_the_same_revision_and_amount(
    first_results: Results, second_results: Results
) -> None:
    assert {table: len(rows) for table, rows in first_results.items()} == {
        "statement": 91,
        "award": 3,
        "profit_division": 2,
    }
    assert second_results == first_results


@pytest.fixture(scope="module")
def answers(stack: Stack) -> dict[tuple[str, int], tuple[str, str]]:
    """What the HTTP doors answer to the files that hold faults: status and pointer by file and line."""
    faulty = {refusal["file"] for refusal in refusals_at("import", "attlog", "events")}
    steps = [step for step in MANIFEST["steps"] if step["file"] in faulty]
    sent = SampleSender(stack, SAMPLE, MANIFEST | {"steps": steps}).send(Progress(disable=True))
    return {(file, line): (status, pointer) for file, line, status, pointer in refusals_answered(MANIFEST, sent)}


def test_every_fault_in_files_and_batches_is_answered_with_its_place_and_nothing_else_is(
    answers: dict[tuple[str, int], tuple[str, str]],
) -> None:
    assert answers == {
        (refusal["file"], refusal["line"]): (refusal["status"], refusal["pointer"])
        for refusal in refusals_at("import", "attlog", "events")
    }


def test_every_fault_on_a_stream_is_among_the_dead_letters_as_it_came(client_of: ClientOf) -> None:
    expected = refusals_at("stream")
    assert expected
    operator = client_of("orders", "tests", "operator")
    letters = operator.get("/v1/dead-letters", params={"limit": 500}).json()["dead_letters"]
    found = {
        (letter["problem"]["pointer"], operator.get(f"/v1/dead-letters/{letter['id']}/content").json()["content"])
        for letter in letters
        if letter["origin"].startswith("inbound:")
    }
    assert found == {(refusal["pointer"], line_of(SAMPLE / refusal["file"], refusal["line"])) for refusal in expected}


def line_of(file: Path, number: int) -> str:
    """A file's line, counted from one."""
    return file.read_text(encoding="utf-8").splitlines()[number - 1]


def test_a_folder_in_use_is_refused_with_a_reason_that_names_it(stack: Stack) -> None:
    refused = gongfang("up", "--data", str(stack.data_folder), "--base-port", "0")
    assert refused.returncode == 1
    assert f"the data folder {stack.data_folder} is in use by another run" in refused.stderr
    assert "Traceback" not in refused.stderr
    stack.processes.check()


def test_what_a_killed_run_left_is_gone_after_the_next_start_and_stop(
    killed_run: Killed, left_running: set[psutil.Process]
) -> None:
    assert len(killed_run.processes) >= 9, "the command itself, two servers and six services"
    assert left_running == set()


@pytest.fixture
def statement(client_of: ClientOf) -> dict[str, Any]:
    """The statement that one reported day leads to."""
    placement = client_of("placement", "county-office", "placement:write")
    return report_a_day(placement, client_of("payroll", "tests", "payroll:read"))


def test_the_statement_names_the_request_it_came_from(statement: dict[str, Any]) -> None:
    assert statement["attendance_days"] == "1.0"
    assert statement["correlation_id"] == CORRELATION
    assert CORRELATION in statement["correlation_ids"]


def test_the_events_of_both_services_carry_the_id_and_each_names_its_cause(
    stack: Stack, statement: dict[str, Any]
) -> None:
    (recorded,) = events_of(stack, "placement")
    assert (recorded["type"], recorded["data"]["worker"]) == ("attendance.recorded.v1", WORKER)
    assert recorded["causationid"] == "county-office#day-1"
    computed = events_of(stack, "payroll")
    assert [event["type"] for event in computed] == ["statement.computed.v1"]
    assert computed[0]["causationid"] == f"{recorded['source']}#{recorded['id']}"


@pytest.mark.parametrize("process", ["placement-api", "placement-worker", "payroll-worker"])
def test_each_process_on_the_way_logs_the_id(stack: Stack, statement: dict[str, Any], process: str) -> None:
    assert statement
    lines = stack.processes.log_file(process).read_text(encoding="utf-8").splitlines()
    logged = [orjson.loads(line) for line in lines if CORRELATION in line]
    assert logged
    told = [{line.get("correlation_id"), *line.get("correlation_ids", ())} for line in logged]
    assert all(CORRELATION in ids for ids in told)


def test_the_details_are_known_to_placement_and_shown_to_who_may_see_them(client_of: ClientOf) -> None:
    chief = client_of("placement", "chief", "placement:identity")
    shown = chief.get("/v1/workers/W-00001/details").json()
    assert {shown[column].encode() for column in PERSONAL} <= personal_details()
    assert shown["account"]["account_number"].encode() in personal_details()
    assert len(personal_details()) > 340


def test_no_table_holds_a_detail_in_clear(stack: Stack) -> None:
    dumped_tables = dump_tables(stack)
    assert b"W-00001" in dumped_tables["placement.person"], "the search sees what is there"
    assert b"W-00001" in dumped_tables["payroll.person"], "payroll knows him too, sealed"
    assert {name: found for name, content in dumped_tables.items() if (found := found_in(content))} == {}


def test_no_stream_holds_a_detail_in_clear(stack: Stack) -> None:
    dumped_streams = dump_streams(stack)
    assert {"orders", "payroll", "placement"} <= set(dumped_streams)
    assert b"W-00001" in dumped_streams["placement"], "the search sees what is there"
    assert {name: found for name, content in dumped_streams.items() if (found := found_in(content))} == {}


def test_no_log_holds_a_detail_in_clear(stack: Stack) -> None:
    logs = log_files(stack.data_folder)
    assert {f"{service}-{process}.log" for service in SERVICES for process in ("api", "worker")} <= set(logs)
    assert b"W-00001" in logs["placement-worker.log"], "the search sees what is there"
    assert {name: found for name, content in logs.items() if (found := found_in(content))} == {}


@pytest.mark.parametrize("service", list(ROUTES))
def test_a_service_names_its_routes(client_of: ClientOf, service: str) -> None:
    document = client_of(service, "tests").get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert ROUTES[service] | {"/v1/dead-letters", "/health/ready"} <= set(document["paths"])


def test_payroll_takes_no_facts_over_http(client_of: ClientOf) -> None:
    document = client_of("payroll", "tests").get("/openapi.json").json()
    assert not DOORS & set(document["paths"])


@pytest.mark.parametrize("service", list(STREAMS))
def test_a_service_names_the_streams_it_reads_and_its_own_with_every_event(client_of: ClientOf, service: str) -> None:
    answer = client_of(service, "tests").get("/asyncapi.json")
    document = answer.json()
    assert document["asyncapi"].startswith("3.")
    bindings = [channel["bindings"]["redis"]["channel"] for channel in document["channels"].values()]
    assert set(bindings) == STREAMS[service]
    assert [event.type_name() for event in published_by(service) if event.type_name() not in answer.text] == []
