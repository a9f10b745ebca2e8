"""`gongfang policy evaluate`, `list`, `show` and `check`: a figure without any server, and what packs say."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from cli.calculator.all_rules import ALL_RULES
from cli.calculator.evaluate import LARGEST_INPUT_BYTES, evaluate_text
from shared.calculator import Evaluation, InputError
from shared.clock import shanghai_today
from shared.policy import (
    DatedValue,
    Parameter,
    PolicyError,
    PolicyPack,
    Scope,
    available_packs,
    find_pack,
    load_pack,
)
from shared.rules.lines import Line, rendered
from shared.rules.pack_check import check_whole_pack, unset_amounts
from shared.terminal import Terminal, say, say_json

BAD_INPUT_EXIT_CODE = 2
FAILED_CHECK_EXIT_CODE = 1

PackOption = Annotated[str, typer.Option("--pack", help="A pack's name, YAML file or folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def evaluate(
    pack: PackOption = "songtao",
    as_json: JsonOption = False,
) -> None:
    """Read one JSON object of facts on standard input and print the lines it comes to."""
    try:
        found = find_pack(pack)
        text = sys.stdin.buffer.read(LARGEST_INPUT_BYTES + 1)
        if len(text) > LARGEST_INPUT_BYTES:
            raise InputError("input", f"is larger than {LARGEST_INPUT_BYTES} bytes; give one object a call")
        evaluation = evaluate_text(text, found)
    except (InputError, PolicyError) as error:
        _refuse(error)
    if as_json:
        say_json(evaluation.as_json())
    else:
        _print_evaluation(evaluation)


def list_packs(as_json: JsonOption = False) -> None:
    """List the packs that come with the software and those of the own folder."""
    try:
        packs = [load_pack(name) for name in available_packs()]
    except PolicyError as error:
        _refuse(error)
    if as_json:
        say_json([{"name": pack.name, "title": pack.title.as_json(), "rules": list(pack.rules)} for pack in packs])
        return
    table = Table("pack", "title", "rules")
    for pack in packs:
        table.add_row(pack.name, f"{pack.title.zh}\n{pack.title.en}", "\n".join(pack.rules))
    Terminal().print(table)


def show(
    pack: Annotated[str, typer.Argument(help="A pack's name, YAML file or folder.")] = "songtao",
    rule: Annotated[str | None, typer.Option("--rule", help="Only this rule's parameters.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="In force on this date; today if left out.")] = None,
    township: Annotated[str, typer.Option("--township", help="With the values of this township.")] = "",
    workshop: Annotated[str, typer.Option("--workshop", help="With the values of this workshop.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Show the parameters in force on a day and in a place, each with its unit, date, status and source."""
    try:
        day = _read_date(on)
        found = find_pack(pack).edition_on(day)
        policy = found.rules_on(day, scope=Scope(township, workshop))
        if rule is not None and rule not in found.rules:
            raise InputError("--rule", f"pack {found.name!r} has no rule {rule!r}; there are {', '.join(found.rules)}")
    except (InputError, PolicyError) as error:
        _refuse(error)
    names = [name for name in found.parameters if rule is None or name.startswith(f"{rule}.")]
    parameters = [policy.parameter(name) for name in names]
    if as_json:
        say_json([parameter.as_json() for parameter in parameters])
        return
    table = Table("parameter", "value", "since, status, source", show_lines=True)
    for parameter in parameters:
        table.add_row(parameter.name.replace(".", ".\n"), _value(parameter), _origin(parameter))
    Terminal().print(table)


def _value(parameter: Parameter) -> str:
    shown = "not configured" if parameter.value is None else parameter.value
    alternatives = f"\n({' | '.join(parameter.alternatives)})" if parameter.alternatives else ""
    return f"{shown}\n{parameter.unit}{alternatives}"


def _origin(parameter: Parameter) -> str:
    words = parameter.why or parameter.source.restated
    since = parameter.since.isoformat() if parameter.since else "overridden"
    place = f", {parameter.scope}" if parameter.scope else ""
    return f"{since}{place}, {parameter.status}: {parameter.source.paragraph}\n{words.zh}\n{words.en}"


def check(
    pack: Annotated[str | None, typer.Argument(help="A pack's name, YAML file or folder; all if left out.")] = None,
) -> None:
    """Verify packs: dates, sources, alternatives, and that every rule finds what it reads.

    Shows what a reader should know of each: editions, what is not configured, values of single places, and
    which subsidies exclude each other.
    """
    failed = False
    try:
        packs = [find_pack(name) for name in ([pack] if pack else available_packs())]
    except PolicyError as error:
        _refuse(error)
    for edition in [edition for found in packs for edition in found.editions]:
        problems = check_whole_pack(edition, ALL_RULES)
        for problem in problems:
            say(edition.origins.located(problem), error=True)
        failed = failed or bool(problems)
        verdict = f"{len(problems)} problems" if problems else "sound"
        begins = f" from {edition.since} ({edition.place})" if edition.since else ""
        say(f"{edition.name}{begins}: {verdict}; {len(edition.rules)} rules, {len(edition.parameters)} parameters")
        for note in (*_not_configured(edition), *_values_of_places(edition), *_exclusions(edition)):
            say(f"  {note}")
    if failed:
        raise typer.Exit(FAILED_CHECK_EXIT_CODE)


def _not_configured(pack: PolicyPack) -> list[str]:
    return [f"{name} is not configured" for name in unset_amounts(pack)]


def _values_of_places(pack: PolicyPack) -> list[str]:
    return [
        f"{name} of {scope}: {_period(dated)}"
        for name, history in pack.parameters.items()
        for scope, series in history.scoped.items()
        for dated in series
    ]


def _period(dated: DatedValue) -> str:
    value = "not configured" if dated.text is None else dated.text
    end = f" until {dated.until}" if dated.until else ""
    return f"{value} from {dated.since}{end}, {dated.status}"


def _exclusions(pack: PolicyPack) -> list[str]:
    return [
        f"{group.name}: one person draws only one of {', '.join(group.rules)} ({group.clause.paragraph})"
        for group in pack.exclusive_groups.values()
    ]


def _read_date(text: str | None) -> date:
    if text is None:
        return shanghai_today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("--on", f"{text!r} is not a date; write it like 2022-07-01") from None


def _refuse(error: Exception) -> NoReturn:
    for line in f"error: {error}".split("\n"):
        say(line, error=True)
    raise typer.Exit(BAD_INPUT_EXIT_CODE)


def _print_evaluation(evaluation: Evaluation) -> None:
    console = Terminal()
    table = Table(show_footer=True)
    table.add_column("rule", footer="total")
    table.add_column("for", overflow="fold")
    table.add_column("how")
    table.add_column("yuan", footer=str(evaluation.total_yuan), justify="right")
    for line in (*evaluation.lines, *evaluation.unpaid):
        table.add_row(
            f"{line.title.zh}\n{line.rule}",
            line.beneficiary,
            _how(line),
            str(line.amount_yuan),
        )
    console.print(table)
    for flag in evaluation.flags:
        say(f"look at: {rendered(flag.text, flag.numbers)['en']}", to=console)
    for reason in evaluation.incomplete:
        say(f"incomplete: {reason}", to=console)


def _how(line: Line) -> str:
    words = rendered(line.formula, line.numbers)
    return f"{words['zh']}\n{words['en']}"
