"""Tables in the documents say what the code does: limits, doors, scopes, readers, tables, answers, exit codes."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from cli.main import app as commands
from services.orders.api import create_app as create_orders
from services.orders.definition import DEFINITION as ORDERS
from services.payroll.api import create_app as create_payroll
from services.payroll.decisions.lifecycles import MONTH, SUPPLEMENT
from services.placement.api import create_app as create_placement
from services.placement.api.imports import TABLES
from services.placement.files import month_sheet
from shared import apart, database, imports, strict_json
from shared.decisions.lifecycle import Lifecycle
from shared.events import envelope
from shared.events.catalogue import SERVICES, published_by, read_by, reported_to, streams_read_by
from shared.http import bodies, clients, resources, routes, uploads
from shared.messaging import doors, slots
from shared.messaging.entries import Status
from shared.settings import Settings
from shared.subjects import MAXIMUM_SUBJECT_CHARACTERS
from shared.tables import rows, workbook
from shared.written_forms import IDENTIFIER_PATTERN

ROOT = Path(__file__).parents[2]
KIB, MIB = 1024, 1024 * 1024
SETTINGS = Settings.model_validate({"jwks_file": "/dev/null", "sealing_key": b64encode(bytes(32)).decode()})
APPLICATIONS = {
    "orders": create_orders(SETTINGS),
    "payroll": create_payroll(SETTINGS),
    "placement": create_placement(SETTINGS),
}


def table(document: str, head: str) -> list[list[str]]:
    """The rows of the one table whose line of titles begins so."""
    parts = (ROOT / document).read_text("utf-8").split(f"\n{head}")
    assert len(parts) == 2, f"{document} has no one table {head}"
    lines = parts[1].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines]


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def test_every_fixed_limit_is_the_one_in_the_code() -> None:
    events = f"{grouped(bodies.MAXIMUM_EVENTS)} events, {bodies.MAXIMUM_BODY_BYTES // MIB} MiB"
    sheets = (
        f"{workbook.MAXIMUM_UNPACKED_BYTES // MIB} MiB unpacked, {grouped(rows.MAXIMUM_CELLS)} cells, "
        f"{grouped(workbook.MAXIMUM_TAGS)} elements, {workbook.MAXIMUM_SHEETS} sheets"
    )
    file = f"{grouped(imports.MAXIMUM_ROWS)} rows, {uploads.MAXIMUM_FILE_BYTES // MIB} MiB, packed with gzip or not"
    limits = {
        "an event": f"{envelope.MAXIMUM_EVENT_BYTES // KIB} KiB",
        "a request to `POST /v1/events`": events,
        "a resource's body": f"{resources._MAXIMUM_BODY_BYTES // KIB} KiB",
        "any other JSON body": f"{routes.MAXIMUM_JSON_BYTES // MIB} MiB, {grouped(strict_json.MAXIMUM_VALUES)} values",
        "a token": f"`sub` {MAXIMUM_SUBJECT_CHARACTERS} characters, `scope` {clients.MAXIMUM_SCOPES} scopes",
        "an imported file": file,
        "a workbook": sheets,
        "a month sheet": f"{grouped(month_sheet.MAXIMUM_LINES)} lines",
        "files read at once by a service": f"{apart.AT_ONCE}; {apart.MOST_WAITING} more wait",
        "a cell": f"{grouped(rows.MAXIMUM_CELL_CHARACTERS)} characters",
        "workers a service": f"{slots._MAXIMUM_WORKERS}",
        "a database command": f"{database.COMMAND_TIMEOUT_SECONDS:.0f} seconds",
    }
    documented = dict(table("docs/architecture/settings.md", "| what | limit |"))
    assert {name: documented.get(name) for name in limits} == limits
    assert documented["an identifier"] == "64 characters: letters, digits, `. _ : -`"
    assert re.fullmatch(IDENTIFIER_PATTERN, "a" * 64)
    assert not re.fullmatch(IDENTIFIER_PATTERN, "a" * 65)
    (page,) = [
        part["schema"]["maximum"]
        for part in APPLICATIONS["orders"].openapi()["paths"]["/v1/dead-letters"]["get"]["parameters"]
        if part["name"] == "limit"
    ]
    assert documented["dead letters a page"] == f"{page}"


def test_every_http_door_exists_and_keeps_what_it_refuses_as_documented() -> None:
    kept = {
        "`POST /v1/events`": doors.http_door(ORDERS, SETTINGS).keeps_refused,
        "resources (`PUT`, `POST` under `/v1`)": doors.resource_door(ORDERS, SETTINGS).keeps_refused,
        "`POST /v1/imports/{kind}`": doors.file_door(ORDERS, SETTINGS).keeps_refused,
        "stream `inbound:<service>:<client>`": True,
        "the other services' streams": all(door.keeps_refused for _, door in doors.stream_doors(ORDERS, SETTINGS)),
        "retry of a dead letter": doors.retry_door(ORDERS, SETTINGS).keeps_refused,
    }
    documented = {door: refused for door, _, refused in table("docs/architecture/doors.md", "| door | for whom |")}
    assert {door: "kept as dead letters" in refused for door, refused in documented.items()} == kept
    for path in ("/v1/events", "/v1/imports/{kind}"):
        assert all("post" in APPLICATIONS[name].openapi()["paths"][path] for name in ("orders", "placement"))


def test_every_service_reads_the_streams_it_is_said_to_read() -> None:
    documented = {}
    for name, _, reads in table("docs/architecture/README.md", "| service | decides about |"):
        service = re.findall(r"\[(\w+)\]", name)[0]
        documented[service] = (set(re.findall(r"`(\w+)`", reads)), "inbound" in reads)
    takes_facts = {name: "/v1/events" in application.openapi()["paths"] for name, application in APPLICATIONS.items()}
    assert documented == {name: (set(streams_read_by(name)), takes_facts[name]) for name in SERVICES}


@pytest.mark.parametrize(
    ("lifecycle", "head"), [(MONTH, "| step | from |"), (SUPPLEMENT, "| supplement's step | from |")]
)
def test_every_step_of_a_lifecycle_is_told_with_whose_it_is_and_whose_not(lifecycle: Lifecycle, head: str) -> None:
    assert table("docs/architecture/decisions.md", head) == [
        [
            f"`{step.name}`",
            ", ".join(step.begins) or "—",
            ", ".join(step.ends),
            ", ".join(role.scope for role in step.roles) or "—",
            f"`{step.another_than.name}` it" if step.another_than else "—",
            "wanted" if step.reason_wanted else "—",
        ]
        for step in lifecycle.steps
    ]


def test_the_states_in_which_a_month_is_late_are_told() -> None:
    *pressing, paid = MONTH.states
    assert paid.due_days == ""
    (days,) = {state.due_days for state in pressing}
    states = f"{', '.join(state.name for state in pressing[:-1])} or {pressing[-1].name}"
    told = (ROOT / "docs/architecture/decisions.md").read_text("utf-8")
    assert f"While it is {states}, its wages are late `{days}` after its last day." in told


def test_every_documented_scope_is_one_the_code_knows_and_none_is_left_out() -> None:
    documented = {
        cell.strip("`").partition("<")[0] for cell, _ in table("docs/architecture/access.md", "| scope | allows |")
    }
    code = "\n".join(file.read_text("utf-8") for part in ("services", "shared") for file in (ROOT / part).rglob("*.py"))
    known = {f"{name}:" for name in re.findall(r"\.values\(\"([a-z]+)\"\)", code)}
    known |= set(re.findall(r"\"((?:[a-z]+:(?:write|read|identity|sensitive|finance))|operator)\"", code))
    assert documented == known


def test_every_table_named_as_stored_exists_and_the_kernels_are_all_named() -> None:
    schema = (ROOT / "shared/messaging/schema.py").read_text("utf-8")
    of_services = "\n".join(file.read_text("utf-8") for file in ROOT.glob("services/*/migrations/versions/*.py"))
    kernel, others = (set(re.findall(r"CREATE TABLE (\w+)", text)) for text in (schema, of_services))
    cells = [place for place, _ in table("docs/architecture/storage.md", "| place | holds |")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named <= kernel | others
    assert kernel <= named


HEADINGS = ["What it decides", "Events", "What people decide", "HTTP", "Files", "Run"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_tells_of_itself_in_the_same_order(service: str) -> None:
    text = (ROOT / f"services/{service}/README.md").read_text("utf-8")
    assert text.startswith(f"# {service}\n")
    port = SETTINGS.api_port(service)
    headings = [f"HTTP (port {port})" if heading == "HTTP" else heading for heading in HEADINGS]
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == headings


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_a_service_hears_or_says_stands_in_its_readme(service: str) -> None:
    events = (ROOT / f"services/{service}/README.md").read_text("utf-8").partition("## Events")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", events))
    waiting = {f"{name}.delayed" for name in SERVICES}
    heard = [event for stream in streams_read_by(service) for event in read_by(service, stream)]
    classes = {*heard, *reported_to(service), *published_by(service)}
    known = {event.type_name().rpartition(".v")[0] for event in classes}
    assert named - waiting == known - waiting


def test_every_file_of_placement_stands_in_its_readme_with_its_columns() -> None:
    documented = dict(table("services/placement/README.md", "| kind | columns |"))
    assert documented == {f"`{kind.kind}`": f"`{','.join(kind.columns)}`" for kind in TABLES}


def test_every_status_of_an_item_is_explained_to_senders() -> None:
    explained = {cell.strip("`") for cell, *_ in table("docs/sending-events.md", "| status | meaning |")}
    assert explained == set(get_args(Status)) - {"postponed", "ignored"}, "postponed is answered as rejected"


def test_every_answer_for_a_whole_request_is_one_the_events_door_declares() -> None:
    told = {code for cell, _ in table("docs/sending-events.md", "| HTTP | meaning |") for code in cell.split(", ")}
    responses: dict[str, Any] = APPLICATIONS["orders"].openapi()["paths"]["/v1/events"]["post"]["responses"]
    assert told <= set(responses)


def test_ports_are_those_of_the_settings() -> None:
    text = (ROOT / "docs/architecture/README.md").read_text("utf-8")
    ports = {name: SETTINGS.api_port(name) for name in SERVICES}
    workers = [SETTINGS.worker_port(name) for name in ports]
    assert ", ".join(f"`{name}` {port}" for name, port in sorted(ports.items())) in text
    assert ", ".join(map(str, sorted(workers))) in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["template"], 0),
        (["months", "list", "--token", "t", "--url", "http://127.0.0.1:9"], 1),
        (["import", "payroll", "workers", "README.md", "--token", "t"], 2),
        (["months", "list", "--moon", "2022-07"], 2),
    ],
)
def test_exit_codes_are_those_documented(arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    documented = dict(table("docs/operating.md", "| exit code | meaning |"))
    assert CliRunner().invoke(commands, arguments).exit_code == code
    assert f"{code}" in documented
    assert sorted(documented) == ["0", "1", "2"]
