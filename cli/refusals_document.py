"""The list of everything the services refuse, written from the refusals their modules declare."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from cli.stack import PROJECT_FOLDER
from shared.http.titles import STATUS_AND_TITLE
from shared.refusals import Refusal


def declared_refusals() -> dict[str, Refusal]:
    """Every refusal that a module of the services, or of what they share, gives a name to, by its place."""
    found = {}
    for name in _module_names():
        module = import_module(name)
        for place, refusal in _refusals_of(module):
            found[f"{name}.{place}"] = refusal
    return found


def _module_names() -> Iterator[str]:
    for folder in ("services", "shared"):
        for file in sorted((PROJECT_FOLDER / folder).rglob("*.py")):
            if "Refusal(" in file.read_text("utf-8"):
                parts = file.relative_to(PROJECT_FOLDER).with_suffix("").parts
                yield ".".join(part for part in parts if part != "__init__")


def _refusals_of(module: ModuleType) -> Iterator[tuple[str, Refusal]]:
    for name, value in vars(module).items():
        if isinstance(value, Refusal):
            yield name, value
        elif isinstance(value, Mapping):
            yield from ((f"{name}[{key}]", part) for key, part in value.items() if isinstance(part, Refusal))


def refusal_reference() -> str:
    """The list as Markdown: a line a code."""
    by_code = {refusal.code: refusal for refusal in declared_refusals().values() if refusal.code}
    return "\n".join([*_introduction(), *(_line(by_code[code]) for code in sorted(by_code))]) + "\n"


def _introduction() -> Iterator[str]:
    yield from (
        "<!-- Written by `make documents` from the refusals in the code. Do not edit. -->",
        "",
        "# Refusals",
        "",
        "What a service does not take, by `code`. A code never changes once it was answered; wordings may.",
        "`{name}` stands for what is only known then. The status is that of a request refused for it; a fault of one",
        "event, row or field stands inside an answer. What is wrong with a file, or with a cell of it, has codes too:",
        "`file.`, `workbook.`, `line.`, `cell.`, `import.`, `month_sheet.`, `attlog.` and `bank_…`. See",
        "[sending events](sending-events.md) for the form of an answer.",
        "",
        "| code | status | 中文 | English | what to do |",
        "|---|---|---|---|---|",
    )


def _line(refusal: Refusal) -> str:
    status, _ = STATUS_AND_TITLE[refusal.kind]
    advice = " ".join(part for part in (refusal.advice.zh, refusal.advice.en) if part)
    cells = (f"`{refusal.code}`", str(status), refusal.text.zh, refusal.text.en, advice)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
