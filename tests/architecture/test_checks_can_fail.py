"""Each check is shown a small repository that breaks what it guards, and one that does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import checks
from tests.architecture.answer_checks import routes_answer_models
from tests.architecture.clock_checks import host_clock
from tests.architecture.room_checks import arrows_run_down, every_room_has_its_storey, no_circles
from tests.architecture.terminal_checks import one_way_to_the_terminal

RULE = '"""A rule."""\nTITLE: Final = Text("floor", "zh", "en")\n\ndef floor() -> None:\n    """Pay."""\n'
ANSWERING = '''"""Part."""
@router.get("/a")
def show() -> Line | Page: ...
@router.get("/b", response_class=PlainTextResponse)
def read() -> Response: ...
def beside() -> dict[str, str]: ...
'''
GOOD = {
    "services/__init__.py": "",
    **{
        f"services/{service}/{part}" if "." in part else f"services/{service}/{part}/__init__.py": '"""Part."""\n'
        for service in checks.SERVICES
        for part in (*checks.COMMON_ROOMS, *checks.ROOMS_WITHIN, *checks.OWN_ROOMS[service])
    },
    **{f"services/{service}/api/__init__.py": ANSWERING for service in checks.SERVICES},
    "services/placement/api/__init__.py": '"""Part."""\n@router.get("/a")\ndef show() -> Line: ...\n',
    "shared/__init__.py": "",
    "shared/money.py": '"""Money."""\n',
    "shared/rules/__init__.py": '"""Rules."""\n',
    "shared/rules/lines.py": '"""Lines."""\nimport shared.money\n',
    "services/orders/store/b.py": '"""Part."""\nfrom services.orders.store import a\n',
    "shared/http/__init__.py": '"""HTTP."""\nimport fastapi\n',
    "shared/messaging/worker.py": '"""The stream process."""\n',
    "services/payroll/domain/rules/floor.py": RULE,
    "tests/scenarios/policy/test_floor.py": "",
}


def belonging(root: Path) -> list[str]:
    return checks.belonging(root, {})


def lengths(root: Path) -> list[str]:
    return checks.lengths(root, {})


def unused_exceptions(root: Path) -> list[str]:
    return checks.unused_exceptions(root, {"cli/gone.py": "it was long"})


ALL = [
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
    belonging,
    lengths,
    routes_answer_models,
]
DOMAIN = "services/payroll/domain/basis.py"
RULES = "services/payroll/domain/rules"
MONEY = "shared/money.py"
API = "services/orders/api.py"
ROUTE = "@router.get('/a', summary='A')\n"
BROKEN: list[tuple[Callable[[Path], list[str]], str, str, str]] = [
    (checks.domain_imports, DOMAIN, "import asyncpg", "imports asyncpg"),
    (checks.domain_imports, DOMAIN, "from shared.database import Pool", "imports shared.database.Pool"),
    (checks.domain_imports, DOMAIN, "from services.payroll import store", "imports services.payroll.store"),
    (checks.domain_imports, DOMAIN, "def f():\n    import yaml", "imports yaml"),
    (checks.domain_is_pure, DOMAIN, "import os", "imports os"),
    (checks.domain_is_pure, "shared/rules/lines.py", "import os", "imports os"),
    (checks.domain_is_pure, DOMAIN, "from datetime import date\nTODAY = date.today()", "asks the clock"),
    (
        checks.services_stay_apart,
        "services/orders/handlers/a.py",
        "from services.payroll import store",
        "imports services.payroll",
    ),
    (checks.services_stay_apart, "services/orders/store/a.py", "import cli.main", "imports cli.main"),
    (checks.services_stay_apart, "services/orders/store/a.py", "from ..domain import x", "imports <relative>"),
    (checks.services_stay_apart, "shared/money.py", "from services.orders import store", "imports services.orders"),
    (checks.store_keeps_the_sql, "services/orders/handlers/a.py", 'QUERY = """\n    SELECT 1"""', "line 2 holds SQL"),
    (
        checks.texts_are_ordered_in_one_place,
        "services/orders/store/a.py",
        "QUERY = 'SELECT a FROM b ORDER BY a COLLATE \"C\"'",
        "line 2 says how texts are compared",
    ),
    (
        checks.others_json_is_read_strictly,
        "shared/http/door.py",
        "import json\nx = json.loads('')",
        "line 3 reads JSON",
    ),
    (checks.others_json_is_read_strictly, "cli/a.py", "from orjson import loads", "line 2 reads JSON"),
    (
        checks.processes_import_their_own_frame,
        "services/orders/worker.py",
        "from shared.http import x",
        "reaches shared.http",
    ),
    (checks.processes_import_their_own_frame, "services/orders/worker.py", "import fastapi", "reaches fastapi"),
    (
        checks.processes_import_their_own_frame,
        "services/orders/api/__init__.py",
        "import shared.messaging.worker",
        "reaches shared.messaging.worker",
    ),
    (checks.processes_import_their_own_frame, "services/orders/api/a.py", "import faststream", "imports faststream"),
    (checks.missing_parts, "services/orders/worker.py", "", ""),
    (checks.rule_files, f"{RULES}/ceiling.py", RULE, "has no function ceiling"),
    (checks.rule_files, f"{RULES}/ceiling.py", RULE, "has no cases in tests/scenarios/policy/test_ceiling.py"),
    (checks.rule_files, f"{RULES}/floor.py", "def floor(): ...", "writes lines of another name"),
    (checks.numbers_in_rules, f"{RULES}/floor.py", "FLOOR = 2000", "names the number 2000"),
    (checks.numbers_in_rules, f"{RULES}/floor.py", 'FLOOR = Decimal("0.5")', "names the number 0.5"),
    (checks.numbers_in_rules, f"{RULES}/floor.py", "MONTHS = range(3)", "names the number 3"),
    (checks.documented_modules, "shared/money.py", "x = 1", "has no docstring"),
    (arrows_run_down, "services/payroll/explanations/a.py", "from services.payroll import decisions", "not below it"),
    (arrows_run_down, "services/orders/store/a.py", "def f():\n    import services.orders.api.a", "not below it"),
    (arrows_run_down, "services/placement/files/a.py", "from services.placement.store import x", "not below it"),
    (every_room_has_its_storey, "services/orders/cellar/a.py", "", "cellar has no storey"),
    (no_circles, MONEY, "import shared.rules.lines", "imports shared.money"),
    (no_circles, "services/orders/store/a.py", "import services.orders.store.b", "imports services.orders.store.a"),
    (host_clock, MONEY, "from datetime import date\nTODAY = date.today()", "uses today and names no zone"),
    (host_clock, MONEY, "DAY: date = field(default_factory=date.today)", "uses today and names no zone"),
    (host_clock, MONEY, "AT = datetime.now()", "uses now and names no zone"),
    (host_clock, MONEY, "AT = datetime.datetime.now(tz=None)", "uses now and names no zone"),
    (host_clock, MONEY, "from time import localtime", "imports localtime"),
    (host_clock, MONEY, "DAY = datetime.now(UTC).date()", "takes the day of a moment that is now"),
    (host_clock, MONEY, "AT = field(default_factory=datetime.now)", "uses now and names no zone"),
    (host_clock, MONEY, "AT = datetime.fromtimestamp(0)", "uses fromtimestamp and names no zone"),
    (host_clock, MONEY, "DAY = date.fromtimestamp(0)", "uses fromtimestamp and names no zone"),
    (host_clock, MONEY, "AT = datetime.utcnow()", "uses utcnow"),
    (host_clock, MONEY, "AT = moment.astimezone()", "uses astimezone and names no zone"),
    (host_clock, MONEY, "AT = time.strftime('%Y')", "uses strftime and names no zone"),
    (host_clock, MONEY, "AT = time.localtime()", "uses localtime"),
    (host_clock, MONEY, 'DUE = "due_on < current_date"', "asks the database for the day"),
    (one_way_to_the_terminal, MONEY, "print(1)", "calls print"),
    (one_way_to_the_terminal, MONEY, "typer.echo(name)", "calls typer.echo"),
    (one_way_to_the_terminal, MONEY, "Console(stderr=True)", "calls Console"),
    (one_way_to_the_terminal, MONEY, "rich.print(name)", "calls rich.print"),
    (one_way_to_the_terminal, MONEY, "sys.stdout.write(name)", "calls sys.stdout.write"),
    (one_way_to_the_terminal, MONEY, "Text.from_markup(name)", "calls Text.from_markup"),
    (host_clock, "tests/test_floor.py", "TODAY = date.today()", "tests/test_floor.py line 2"),
    (belonging, "services/payroll/helpers.py", "", "services/payroll/helpers.py does not belong"),
    (belonging, "services/payments/__init__.py", "", "services/payments does not belong"),
    (belonging, "shared/utils.py", "", "shared/utils.py does not belong"),
    (belonging, "tools/thing.py", "", "tools does not belong"),
    (lengths, "shared/money.py", "x = 1\n" * 300, "shared/money.py has 302 lines"),
    (lengths, "shared/money.py", "def f():\n" + "    x = 1\n" * 42, "shared/money.py:f has 43 lines"),
    (routes_answer_models, API, f"{ROUTE}def show() -> dict[str, Any]: ...", "api.py:show answers with Any, dict"),
    (routes_answer_models, API, f"{ROUTE}async def show() -> list[Line]: ...", "api.py:show answers with list"),
    (routes_answer_models, API, f"{ROUTE}def show() -> Line | Any: ...", "api.py:show answers with Any"),
    (routes_answer_models, API, f"{ROUTE}def show(): ...", "api.py:show does not say what it answers"),
    (routes_answer_models, API, f"{ROUTE}def show() -> None: ...", "api.py:show does not say what it answers"),
    (routes_answer_models, API, f"{ROUTE}def show() -> Response: ...", "api.py:show answers with a file"),
    (
        routes_answer_models,
        API,
        "@router.put('/a', response_model=Line)\ndef show() -> Line: ...",
        "names its answer beside",
    ),
    (
        routes_answer_models,
        API,
        "def send() -> dict[str, str]: ...\nrouter.add_api_route('/a', send)",
        "api.py:send answers with",
    ),
    (
        routes_answer_models,
        "shared/http/a.py",
        f"{ROUTE}def show() -> object: ...",
        "shared/http/a.py:show answers with object",
    ),
    (unused_exceptions, "shared/money.py", "", "cli/gone.py needs no exception"),
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository that keeps to the shape."""
    for name, text in GOOD.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
def test_a_repository_that_keeps_to_the_shape_passes(repository: Path, check: Callable[[Path], list[str]]) -> None:
    assert check(repository) == []


@pytest.mark.parametrize(
    ("check", "name", "text", "said"), BROKEN, ids=[f"{check.__name__}:{said}" for check, _, _, said in BROKEN]
)
def test_a_repository_that_breaks_the_shape_is_told(
    repository: Path, check: Callable[[Path], list[str]], name: str, text: str, said: str
) -> None:
    write(repository, name, f'"""Changed."""\n{text}\n' if check is not checks.documented_modules else text)
    if check is checks.missing_parts:
        (repository / name).unlink()
        said = "services/orders has no worker.py"
    assert any(said in line for line in check(repository)), check(repository)
