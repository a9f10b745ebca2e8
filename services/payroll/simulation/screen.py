"""A simulation's result on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from services.payroll.simulation import wording
from services.payroll.simulation.rows import Row, rows_of
from services.payroll.simulation.run import Simulation
from shared import texts
from shared.terminal import Terminal, say, strong

_NARROWEST_NAME = 8
_COUNTS = (wording.BETTER, wording.WORSE, wording.SAME)
_MONTHS = (wording.MONTHS_BETTER, wording.MONTHS_WORSE)


def show(console: Terminal, simulation: Simulation, language: texts.Language, people: int) -> None:
    """Print totals by rule and workshop, whoever changes most (`people` of them), and what to know about it."""
    rows = list(rows_of(simulation))
    say(strong(wording.title(simulation, language)), to=console)
    rules = [row for row in rows if row.level in ("rule", "total")]
    console.print(_table(wording.BY_RULE, language, (wording.RULE,), rules, _COUNTS))
    _show_workshops(console, rows, language)
    _show_people(console, [row for row in rows if row.level == "person"], language, people)
    funds = [row for row in rows if row.level == "recipient"]
    if funds:
        heads = (wording.WORKSHOP, wording.RECIPIENT)
        console.print(_table(wording.BY_RECIPIENT, language, heads, funds[: people or None], ()))
    for line in wording.caveats(simulation, language):
        say(line, to=console)


def _show_workshops(console: Terminal, rows: Sequence[Row], language: texts.Language) -> None:
    workshops = [row for row in rows if row.level == "workshop" and row.kind == "wages"]
    changed = [row for row in workshops if row.better or row.worse]
    if changed:
        console.print(_table(wording.BY_WORKSHOP, language, (wording.WORKSHOP,), changed, _COUNTS))
    if len(workshops) > len(changed):
        say(wording.SAME_WORKSHOPS.text(language).format(count=len(workshops) - len(changed)), to=console)


def _show_people(console: Terminal, changed: Sequence[Row], language: texts.Language, people: int) -> None:
    if not changed:
        say(wording.NOBODY.text(language), to=console)
        return
    heads = (wording.WORKSHOP, wording.PERSON)
    if people:
        console.print(_table(wording.BY_PERSON, language, heads, changed[:people], _MONTHS))
    if len(changed) > people:
        say(wording.MORE_PEOPLE.text(language).format(count=len(changed) - people), to=console)


def _table(
    title: texts.Text,
    language: texts.Language,
    heads: Sequence[texts.Text],
    rows: Sequence[Row],
    counts: Sequence[texts.Text],
) -> Table:
    """Narrow enough for 80 columns: names fold, amounts do not."""
    table = Table(title=title.text(language), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for head in heads:
        table.add_column(head.text(language), overflow="fold", min_width=_NARROWEST_NAME)
    for head in (wording.BEFORE, wording.AFTER, wording.DIFFERENCE, *counts):
        table.add_column(head.text(language), justify="right", no_wrap=True)
    for row in rows:
        names = [row.workshop, row.name] if len(heads) > 1 else [_name(row, language)]
        difference = f"{row.difference_yuan:+,}" if row.difference_yuan else "0.00"
        amounts = [f"{row.before_yuan:,}", f"{row.after_yuan:,}", difference]
        numbers = [str(count) for count in (row.better, row.worse, row.same)[: len(counts)]]
        cells = [Text(cell) for cell in (*names, *amounts, *numbers)]
        table.add_row(*cells, style="bold" if row.level == "total" else None)
    return table


def _name(row: Row, language: texts.Language) -> str:
    """What a table of one leading column calls the row."""
    if row.level == "total":
        return f"{wording.KINDS[row.kind].text(language)} {wording.TOTAL.text(language)}"
    return wording.rule_title(row.rule, language) if row.rule else row.workshop
