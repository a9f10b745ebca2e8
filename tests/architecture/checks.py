"""The shape of the repository as checks over a folder: each returns what does not keep to it, in words."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SERVICES: Final = ("orders", "payroll", "placement")
PACKAGES: Final = ("services", "shared", "cli", "bench")
MAXIMUM_FUNCTION_LINES: Final = 42
"""About forty: a line or two more is no reason to tear something apart."""
MAXIMUM_FILE_LINES: Final = 300

VALUE_TYPES: Final = (
    "shared.money",
    "shared.refusals",
    "shared.texts",
    "shared.months",
    "shared.identifiers",
    "shared.holidays",
    "shared.policy",
    "shared.rules",
    "shared.facts.precedence",
)
"""What of `shared` a domain may know."""

COMMON_ROOMS: Final = frozenset(
    {
        "README.md",
        "__init__.py",
        "api",
        "calculator",
        "computations",
        "definition.py",
        "domain",
        "handlers",
        "marks.py",
        "migrations",
        "store",
        "worker.py",
    }
)
"""What every service has: who knows one knows all."""

ROOMS_WITHIN: Final = ("api/authorize.py", "domain/rules", "domain/rule_book.py", "store/locks.py")
"""What stands inside the rooms of every service."""

OWN_ROOMS: Final[Mapping[str, Mapping[str, str]]] = {
    "orders": {},
    "payroll": {
        "bank": "files to and from the bank",
        "decisions": "what people decide, once and under a lock: closing, approving, committing, paying",
        "documents": "what a clerk prints, rendered from plain values",
        "explanations": "why an amount is what it is: of what is open, and of what is closed",
        "simulation": "recorded facts under another pack, writing nothing",
        "watching.py": "what is measured of wages, deciding nothing",
    },
    "placement": {
        "decisions": "what people decide, once and under a lock: a day edited, a person erased",
        "files": "what reads files in processes apart, which load no API",
        "registers": "registers, a declaration each, a file a topic",
    },
}
"""What a service has beside: each room with what it is for. Decisions are common to those in which people decide."""

SHARED_PARTS: Final = frozenset(
    {
        "__init__.py",
        "apart.py",
        "audit.py",
        "calculator",
        "clock.py",
        "columns.py",
        "database.py",
        "dates.py",
        "decisions",
        "details.py",
        "events",
        "facts",
        "faults.py",
        "holidays.py",
        "http",
        "identifiers.py",
        "identity.py",
        "imports.py",
        "logging.py",
        "messaging",
        "money.py",
        "months.py",
        "plain_text.py",
        "plain_words.py",
        "policy",
        "refusals.py",
        "request_notes.py",
        "rules",
        "sealing.py",
        "settings.py",
        "slices.py",
        "strict_json.py",
        "subjects.py",
        "strict_yaml.py",
        "terminal.py",
        "texts.py",
        "tables",
        "written_forms.py",
    }
)

ROOT_PARTS: Final = frozenset({"services", "shared", "cli", "bench", "tests", "requirements"})
"""The folders at the root that hold Python; the last holds one script, which runs before anything is installed."""

OWN_JSON: Final = {
    "shared/strict_json.py": "the one place that reads others' JSON",
    "shared/database.py": "columns our own statements wrote",
    "shared/details.py": "what the same file sealed",
    "services/payroll/decisions/payees.py": "what the same file sealed",
    "services/payroll/simulation/process.py": "lines of the process that started it",
    "services/placement/store/sealed_details.py": "what the same file sealed",
    "cli/databases.py": "a state file of ours",
    "cli/demo/run.py": "the manifest of our own sample",
    "cli/demo/sending.py": "answers of our own services",
    "cli/embedded/folder.py": "a state file of ours",
    "cli/embedded/spawning.py": "a state file of ours",
    "cli/keys.py": "a key it has just made",
    "bench": "reads what it sent itself",
}
"""Files and folders that may read JSON without the rules for others', since our own code wrote it."""

HARMLESS_NUMBERS: Final = frozenset({0, 1, 100})
"""None, one of something, and percent: the numbers a rule may name itself."""


def python_files(root: Path, *parts: str) -> Iterator[Path]:
    """The Python files below a folder, in order."""
    yield from sorted(path for path in root.joinpath(*parts).rglob("*.py") if "__pycache__" not in path.parts)


def module_name(root: Path, path: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[str]:
    """What a file imports, inside functions too: `from a import b` counts as a.b, which may be a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield f"<relative>.{node.module or ''}"


def _within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def domain_imports(root: Path) -> list[str]:
    """A domain knows the standard library, pydantic, itself, value types and policy parameters."""
    wrong = []
    for service in SERVICES:
        own = f"services.{service}.domain"
        for path in python_files(root, "services", service, "domain"):
            wrong += [
                f"{path.relative_to(root)} imports {name}"
                for name in imports_of(path)
                if name.partition(".")[0] not in sys.stdlib_module_names
                and not _within(name, own, "pydantic", *VALUE_TYPES)
            ]
    return wrong


def domain_is_pure(root: Path) -> list[str]:
    """A domain, and the frame of its rules, asks neither clock nor chance, and touches no file, process or network."""
    impure = ("asyncio", "os", "pathlib", "random", "secrets", "socket", "subprocess", "time", "uuid", "logging")
    wrong = []
    for folder in (("shared", "rules"), *(("services", service, "domain") for service in SERVICES)):
        for path in python_files(root, *folder):
            wrong += [
                f"{path.relative_to(root)} imports {name}"
                for name in imports_of(path)
                if name.partition(".")[0] in impure
            ]
            calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute))
            wrong += [
                f"{path.relative_to(root)} line {node.lineno} asks the clock"
                for node in calls
                if node.attr in ("now", "today", "utcnow")
            ]
    return wrong


def services_stay_apart(root: Path) -> list[str]:
    """No service imports another, and `shared` imports no service and no command line."""
    wrong = []
    for service in SERVICES:
        others = [f"services.{other}" for other in SERVICES if other != service]
        for path in python_files(root, "services", service):
            wrong += [
                f"{path.relative_to(root)} imports {name}"
                for name in imports_of(path)
                if _within(name, "cli", "bench", "tests", *others) or name.startswith("<relative>")
            ]
    for path in python_files(root, "shared"):
        wrong += [
            f"{path.relative_to(root)} imports {name}"
            for name in imports_of(path)
            if _within(name, "services", "cli", "bench", "tests") or name.startswith("<relative>")
        ]
    return wrong


def store_keeps_the_sql(root: Path) -> list[str]:
    """SQL stands in the stores, and reaches a table through a connection nowhere else in a service."""
    words = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
    wrong = []
    for service in SERVICES:
        for path in python_files(root, "services", service):
            if path.relative_to(root).parts[2].partition(".")[0] in ("store", "migrations"):
                continue
            wrong += [
                f"{path.relative_to(root)} line {node.lineno} holds SQL"
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.lstrip().startswith(words)
            ]
    return wrong


def texts_are_ordered_in_one_place(root: Path) -> list[str]:
    """How texts are compared in the database is said in one place, and by the migrations that make its columns."""
    return [
        f"{path.relative_to(root)} line {node.lineno} says how texts are compared; use BY_CODE_POINT"
        for package in ("services", "shared", "cli")
        for path in python_files(root, package)
        if "migrations" not in path.parts and path.relative_to(root) != Path("shared/facts/precedence.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "COLLATE " in node.value
    ]


def others_json_is_read_strictly(root: Path) -> list[str]:
    """What others send as JSON is read by `shared.strict_json`, which knows the rules, and by nothing else."""
    wrong = []
    for path in (path for package in PACKAGES for path in python_files(root, package)):
        name = str(path.relative_to(root))
        if name in OWN_JSON or path.relative_to(root).parts[0] in OWN_JSON:
            continue
        wrong += [
            f"{name} line {node.lineno} reads JSON by itself"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if (isinstance(node, ast.Attribute) and node.attr in ("loads", "JSONDecoder"))
            or (isinstance(node, ast.ImportFrom) and node.module in ("json", "orjson"))
        ]
    return wrong


def processes_import_their_own_frame(root: Path) -> list[str]:
    """A stream process never loads FastAPI, and an HTTP process neither the stream process nor its readers."""
    wrong = []
    for service in SERVICES:
        worker = reached_from(root, f"services.{service}.worker")
        wrong += [
            f"services.{service}.worker reaches {name}"
            for name in sorted(worker)
            if _within(name, "fastapi", "shared.http")
        ]
        api = reached_from(root, f"services.{service}.api") | reached_from(root, f"services.{service}.api.__main__")
        wrong += [
            f"services.{service}.api reaches {name}"
            for name in sorted(api)
            if _within(name, "shared.messaging.worker", "shared.messaging.relay.Relay", f"services.{service}.worker")
        ]
        for path in python_files(root, "services", service):
            wrong += [
                f"{path.relative_to(root)} imports {name}"
                for name in imports_of(path)
                if _within(name, "faststream", "redis")
            ]
    return wrong


def reached_from(root: Path, module: str) -> set[str]:
    """Every name a module imports, directly or through modules of the repository."""
    files = {module_name(root, path): path for package in PACKAGES for path in python_files(root, package)}
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        while name and name not in files:
            name = name.rpartition(".")[0]
        if not name or name in reached:
            continue
        reached.add(name)
        for imported in imports_of(files[name]):
            if not _within(imported, *PACKAGES):
                reached.add(imported)
            waiting.append(imported)
    return reached


def belonging(root: Path, exceptions: Mapping[str, str]) -> list[str]:
    """Files and folders that are not part of the shape."""
    present = {
        path.relative_to(root).parts[0]
        for path in python_files(root)
        if not path.relative_to(root).parts[0].startswith(".")
    }
    wrong = [f"{name} does not belong" for name in sorted(present - ROOT_PARTS)]
    wrong += _strangers(root / "shared", SHARED_PARTS, exceptions, root)
    wrong += _strangers(root / "services", {*SERVICES, "__init__.py"}, exceptions, root)
    for service in SERVICES:
        wrong += _strangers(root / "services" / service, COMMON_ROOMS | set(OWN_ROOMS[service]), exceptions, root)
    return wrong


def _strangers(folder: Path, parts: frozenset[str] | set[str], exceptions: Mapping[str, str], root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)} does not belong"
        for path in sorted(folder.iterdir())
        if path.name != "__pycache__"
        and path.name not in parts
        and not (path.suffix == ".py" and path.stem in parts)
        and str(path.relative_to(root)) not in exceptions
    ]


def missing_parts(root: Path) -> list[str]:
    """What a service lacks: of the common rooms, of what stands inside them, of its own."""
    return [
        f"services/{service} has no {part}"
        for service in SERVICES
        for part in sorted((*COMMON_ROOMS, *ROOMS_WITHIN, *OWN_ROOMS[service]))
        if not (root / "services" / service / part).exists()
    ]


def lengths(root: Path, exceptions: Mapping[str, str]) -> list[str]:
    """Files and functions longer than a reader can hold."""
    wrong = []
    for package in PACKAGES:
        for path in python_files(root, package):
            text, name = path.read_text(encoding="utf-8"), str(path.relative_to(root))
            if len(text.splitlines()) > MAXIMUM_FILE_LINES and name not in exceptions:
                wrong.append(f"{name} has {len(text.splitlines())} lines")
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAXIMUM_FUNCTION_LINES and f"{name}:{node.name}" not in exceptions:
                    wrong.append(f"{name}:{node.name} has {length} lines")
    return wrong


def unused_exceptions(root: Path, exceptions: Mapping[str, str]) -> list[str]:
    """Exceptions nothing needs any more."""
    needed = {line.rpartition(" has ")[0] for line in lengths(root, {})}
    needed |= {line.removesuffix(" does not belong") for line in belonging(root, {})}
    return [f"{name} needs no exception" for name in exceptions if name not in needed]


def _rules(root: Path) -> Iterator[Path]:
    for service in SERVICES:
        yield from (
            path for path in python_files(root, "services", service, "domain", "rules") if path.stem != "__init__"
        )


def rule_files(root: Path) -> list[str]:
    """One rule a file, named as its function, as the line it writes, and as its test."""
    wrong = []
    for path in _rules(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        public = [
            node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
        if path.stem not in public:
            wrong.append(f"{path.name} has no function {path.stem}")
        if f'TITLE: Final = Text("{path.stem}"' not in path.read_text(encoding="utf-8"):
            wrong.append(f"{path.name} writes lines of another name")
        if not (root / "tests" / "scenarios" / "policy" / f"test_{path.stem}.py").exists():
            wrong.append(f"{path.name} has no cases in tests/scenarios/policy/test_{path.stem}.py")
    return wrong


def numbers_in_rules(root: Path) -> list[str]:
    """Amounts, rates, days and months that stand in a rule instead of a pack."""
    wrong = []
    for path in _rules(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            number = _number_of(node)
            if number is not None and abs(number) not in HARMLESS_NUMBERS:
                wrong.append(f"{path.name} line {getattr(node, 'lineno', 0)} names the number {number:g}")
    return wrong


def _number_of(node: ast.AST) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Decimal", "Fraction"):
        given = node.args[0] if node.args else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            number = float(given.value)
            # A step of rounding for display, such as 0.0001, is no policy.
            return None if given.value.strip("0.") == "1" and number < 1 else number
    return None


def documented_modules(root: Path) -> list[str]:
    """Modules that do not say what they are for; an empty file says nothing and needs nothing said."""
    return [
        f"{path.relative_to(root)} has no docstring"
        for package in PACKAGES
        for path in python_files(root, package)
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
