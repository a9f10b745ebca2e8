"""The repository keeps to its shape: who may know whom, what belongs where, how long anything may be."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import checks
from tests.architecture.answer_checks import routes_answer_models
from tests.architecture.clock_checks import host_clock
from tests.architecture.room_checks import arrows_run_down, every_room_has_its_storey, no_circles
from tests.architecture.terminal_checks import one_way_to_the_terminal

ROOT = Path(__file__).resolve().parents[2]

LONGER_ON_PURPOSE = {
    "services/payroll/store/production_statements.py:production_statement": "one sheet, its five queries side by side",
    "shared/messaging/metrics.py:__init__": "the list of all metrics, one after the other",
    "bench/baselines.py:_store": "one transaction written out by hand, which is what it measures",
}
EXCEPTIONS = LONGER_ON_PURPOSE


@pytest.mark.parametrize(
    "check",
    [
        checks.domain_imports,
        checks.domain_is_pure,
        checks.services_stay_apart,
        checks.store_keeps_the_sql,
        checks.texts_are_ordered_in_one_place,
        checks.others_json_is_read_strictly,
        checks.processes_import_their_own_frame,
        checks.missing_parts,
        checks.rule_files,
        checks.numbers_in_rules,
        checks.documented_modules,
        arrows_run_down,
        every_room_has_its_storey,
        no_circles,
        host_clock,
        one_way_to_the_terminal,
    ],
    ids=lambda check: check.__name__,
)
def test_the_repository_keeps_to(check: Callable[[Path], list[str]]) -> None:
    assert check(ROOT) == []


def test_no_file_stands_where_it_does_not_belong() -> None:
    assert checks.belonging(ROOT, EXCEPTIONS) == []


def test_no_file_or_function_is_too_long_without_a_reason() -> None:
    assert checks.lengths(ROOT, EXCEPTIONS) == []


def test_every_exception_is_needed_and_has_its_reason() -> None:
    assert checks.unused_exceptions(ROOT, EXCEPTIONS) == []
    assert all(len(reason.split()) > 3 for reason in EXCEPTIONS.values())


def test_every_route_answers_a_model() -> None:
    assert routes_answer_models(ROOT) == []


def test_two_people_are_told_apart_in_one_place() -> None:
    """And where a payment waits, which is no refusal: it is made by another."""
    asking = {
        checks.module_name(ROOT, path)
        for package in checks.PACKAGES
        for path in checks.python_files(ROOT, package)
        if "shared.subjects.same_subject" in checks.imports_of(path)
    }
    assert asking == {"shared.decisions.four_eyes", "services.payroll.decisions.account_notes"}


READING_MODULES = (
    "shared.imports",
    "services.payroll.bank.returns",
    "services.placement.files.attendance",
    "services.placement.files.punches",
)


@pytest.mark.parametrize("module", ["shared.apart", *READING_MODULES])
def test_what_reads_files_apart_loads_no_api(module: str) -> None:
    reached = checks.reached_from(ROOT, module)
    apis = ("fastapi", "starlette", "uvicorn", "shared.http", *(f"services.{name}.api" for name in checks.SERVICES))
    assert len(reached) > 5, "the search finds nothing any more"
    assert [name for name in sorted(reached) if any(f"{name}.".startswith(f"{api}.") for api in apis)] == []


READING = ("read_apart", "read_file_apart")


def test_files_are_read_apart_by_functions_of_these_modules() -> None:
    """A function of an API's own module would have its process load that API."""
    read_apart = {
        (path.relative_to(ROOT), call.args[2])
        for package in ("services", "shared")
        for path in checks.python_files(ROOT, package)
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in READING
        if path != ROOT / "shared/http/files.py"
    }
    assert len(read_apart) == 5
    for path, work in read_apart:
        assert isinstance(work, ast.Name), path
        source = (name for name in checks.imports_of(ROOT / path) if name.endswith(f".{work.id}"))
        assert next(source, "nowhere").rpartition(".")[0] in READING_MODULES, (path, work.id)
