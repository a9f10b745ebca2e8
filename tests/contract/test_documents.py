"""The generated documents say what the event classes say, and every link in the documents leads somewhere."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import orjson
import pytest

from cli.documents import generated_documents, stale_documents
from cli.event_examples import example_of
from services.payroll.watching import WageMeasures
from shared.events.catalogue import ALL_EVENTS
from shared.events.envelope import Event
from shared.messaging.metrics import KernelMetrics
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "docs"
BY_NAME = {event.type_name(): event for event in ALL_EVENTS}
WRITTEN = sorted([ROOT / "README.md", ROOT / "README.zh.md", *DOCUMENTS.rglob("*.md"), *ROOT.glob("services/*/*.md")])


def test_the_generated_documents_are_up_to_date() -> None:
    assert stale_documents(DOCUMENTS, generated_documents()) == [], "run `make documents`"


def test_a_changed_a_missing_and_a_left_over_document_are_stale(tmp_path: Path) -> None:
    schemas = tmp_path / "events" / "schemas"
    schemas.mkdir(parents=True)
    (schemas / "gone.v1.json").write_text("{}")
    (schemas / "changed.v1.json").write_text("{}")
    wanted = {"events/README.md": "text", "events/schemas/changed.v1.json": "other"}
    assert stale_documents(tmp_path, wanted) == [
        "events/README.md",
        "events/schemas/changed.v1.json",
        "events/schemas/gone.v1.json",
    ]


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_the_example_of_an_event_is_an_event(event: type[Event]) -> None:
    example = example_of(event)
    assert event.model_validate_json(orjson.dumps(example)).type_name() == example["type"]


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_the_example_of_an_event_satisfies_the_schema_in_the_repository(event: type[Event]) -> None:
    schema = json.loads((DOCUMENTS / "events" / "schemas" / f"{event.type_name()}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(example_of(event))


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_to_a_file_and_a_heading(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (document.parent / name).resolve() if name else document
        assert file.exists(), f"{document.name} links to {target}"
        if anchor:
            assert anchor in _anchors(file), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_event_type_named_in_a_document_exists(document: Path) -> None:
    named = set(re.findall(r"\b[a-z_]+\.[a-z_.]+\.v[0-9]+\b", document.read_text(encoding="utf-8")))
    assert named <= set(BY_NAME) | {"attendance.recorded.v2"}


def test_every_setting_stands_in_the_architecture_with_its_default() -> None:
    text = (DOCUMENTS / "architecture/settings.md").read_text(encoding="utf-8")
    table = text.partition("| setting | default |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    defaults: dict[str, str] = {}
    for names, values in rows:
        named = re.findall(r"`([a-z_]+)`", names)
        said = values.strip().strip("`").split(", ")
        defaults.update(zip(named, said if len(said) == len(named) else said * len(named), strict=True))
    for name, field in Settings.model_fields.items():
        assert name in defaults, name
        if isinstance(field.default, bool):
            assert defaults[name] == str(field.default).lower(), name
        elif isinstance(field.default, int | float):
            assert float(defaults[name]) == field.default, name
        elif isinstance(field.default, str):
            assert defaults[name] == field.default, name


def test_every_metric_stands_in_the_operating_manual_and_no_other() -> None:
    named = set(re.findall(r"`(gongfang_[a-z_]+)`", (DOCUMENTS / "operating.md").read_text(encoding="utf-8")))
    metrics = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in (*KernelMetrics("orders").registry.collect(), *WageMeasures().collect())
    }
    assert named == metrics


def test_every_scope_the_code_asks_for_stands_in_the_architecture() -> None:
    text = (DOCUMENTS / "architecture/access.md").read_text(encoding="utf-8")
    documented = {
        scope.partition("<")[0].rstrip(":") for scope in re.findall(r"^\| `([a-z:<>]+)` \|", text, re.MULTILINE)
    }
    code = "\n".join(file.read_text(encoding="utf-8") for file in ROOT.glob("s*/**/*.py"))
    asked = re.findall(r"(?:requires\(|WRITE_SCOPES = \()([^)]*)\)", code)
    scopes = {scope.removesuffix(":*") for names in asked for scope in re.findall(r'"([a-z:*]+)"', names)}
    assert len(scopes) > 6
    assert scopes <= documented


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
