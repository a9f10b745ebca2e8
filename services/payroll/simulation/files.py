"""A simulation's result as CSV, XLSX and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any, Final

from services.payroll.bank.cells import guard
from services.payroll.documents.spreadsheet import Cell, Column, Sheet, workbook
from services.payroll.simulation import wording
from services.payroll.simulation.rows import Row, rows_of
from services.payroll.simulation.run import Simulation
from shared.money import format_amount
from shared.texts import Language, Text

CSV_COLUMNS: Final = (
    "level", "kind", "workshop", "name", "rule", "month",
    "before_yuan", "after_yuan", "difference_yuan", "better", "worse", "same",
)  # fmt: skip
_COUNTS: Final = (wording.BETTER, wording.WORSE, wording.SAME)


def csv_file(simulation: Simulation) -> bytes:
    """All rows as UTF-8 with the mark spreadsheets look for. No name is taken for a formula; amounts are bare."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for row in rows_of(simulation):
        names = [guard(name) for name in (row.level, row.kind, row.workshop, row.name, row.rule, row.month)]
        writer.writerow([*names, *_amounts(row), row.better, row.worse, row.same])
    return text.getvalue().encode("utf-8-sig")


def json_document(simulation: Simulation) -> dict[str, Any]:
    """All rows, with amounts as strings in yuan, and the caveats in English."""
    request = simulation.request
    return {
        "from": str(request.first),
        "to": str(request.last),
        "pack": request.pack,
        "set": dict(request.overrides),
        "workshops": simulation.workshops,
        "months_of_people": simulation.wages.counted,
        "incomplete": dict(simulation.wages.incomplete),
        "not_computed": simulation.wages.not_computed,
        "books_differ": simulation.wages.books_differ,
        "caveats": list(wording.caveats(simulation, "en")),
        "rows": [_as_json(row) for row in rows_of(simulation)],
    }


def xlsx_file(simulation: Simulation, language: Language) -> bytes:
    """A sheet each for rules, workshops, months, people, people by rule, and funds that change."""
    rows = list(rows_of(simulation))
    notes = tuple(wording.caveats(simulation, language))
    heading = wording.title(simulation, language)
    sheets = []
    for title, level, heads, counts in _SHEETS:
        shown = [row for row in rows if row.level == level]
        columns = (
            *(Column(head.text(language)) for head in heads),
            *(Column(head.text(language), "amount") for head in (wording.BEFORE, wording.AFTER, wording.DIFFERENCE)),
            *(Column(head.text(language), "number") for head in counts),
        )
        cells = [_cells(row, heads, len(counts), language) for row in shown]
        sheets.append(Sheet(title.text(language), heading, columns, cells, notes=notes))
    return workbook(sheets)


_KIND: Final = Text("simulation.files.kind", "类别", "kind")
_SHEETS: Final[tuple[tuple[Text, str, tuple[Text, ...], tuple[Text, ...]], ...]] = (
    (wording.TOTAL, "total", (_KIND,), _COUNTS),
    (wording.BY_RULE, "rule", (_KIND, wording.RULE), _COUNTS),
    (wording.BY_WORKSHOP, "workshop", (_KIND, wording.WORKSHOP), _COUNTS),
    (wording.BY_MONTH, "month", (_KIND, wording.MONTH), _COUNTS),
    (
        wording.BY_PERSON,
        "person",
        (wording.WORKSHOP, wording.PERSON),
        (wording.MONTHS_BETTER, wording.MONTHS_WORSE),
    ),
    (wording.BY_PERSON_AND_RULE, "person_rule", (wording.WORKSHOP, wording.PERSON, wording.RULE), ()),
    (wording.BY_RECIPIENT, "recipient", (_KIND, wording.WORKSHOP, wording.RECIPIENT), ()),
)


def _cells(row: Row, heads: Iterable[Text], counts: int, language: Language) -> list[Cell]:
    texts = {
        _KIND: wording.KINDS[row.kind].text(language),
        wording.RULE: wording.rule_title(row.rule, language) if row.rule else "",
        wording.WORKSHOP: row.workshop,
        wording.MONTH: row.month,
        wording.PERSON: row.name,
        wording.RECIPIENT: row.name,
    }
    numbers = [Decimal(count or 0) for count in (row.better, row.worse, row.same)[:counts]]
    return [*(texts[head] for head in heads), row.before_yuan, row.after_yuan, row.difference_yuan, *numbers]


def _amounts(row: Row) -> Sequence[str]:
    return [format_amount(amount) for amount in (row.before_yuan, row.after_yuan, row.difference_yuan)]


def _as_json(row: Row) -> dict[str, Any]:
    texts = {name: getattr(row, name) for name in ("workshop", "name", "rule", "month") if getattr(row, name)}
    counts = {name: getattr(row, name) for name in ("better", "worse", "same") if getattr(row, name) is not None}
    before, after, difference = _amounts(row)
    amounts = {"before": before, "after": after, "difference": difference}
    return {"level": row.level, "kind": row.kind, **texts, **amounts, **counts}
