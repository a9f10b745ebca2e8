"""What over-fulfilment awards and profit divisions of the period come to under both policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.rules.profit_split import profit_split
from services.payroll.simulation.tallies import Amounts, Change, Differences, Tally, add_lines, fen, sum_by
from services.payroll.simulation.terms import Terms
from services.payroll.store import simulation as store
from services.payroll.store.awards import load_workshop_months
from services.payroll.store.profit_divisions import load_profit_periods
from services.payroll.store.workshops import Workshop
from shared.database import Connection
from shared.money import ZERO
from shared.months import Month
from shared.rules.lines import Line


async def compare_awards(
    connection: Connection,
    terms: Mapping[str, Terms],
    workshops: Mapping[str, Workshop],
    first: Month,
    last: Month,
) -> Differences:
    """The awards of the period's months to the collectives of these workshops."""
    differences = Differences()
    keys = await store.list_award_keys(connection, sorted(terms), first, last)
    if not keys:
        return differences
    collectives = {name: place.village_collective for name, place in workshops.items()}
    amounts: dict[tuple[str, str], Amounts] = {}
    for facts in await load_workshop_months(connection, keys, collectives):
        before, after = (
            overfulfilment_award(facts, policy) if policy.has_rule("overfulfilment_award") else ()
            for policy in terms[facts.workshop].policies(facts.month.first_day)
        )
        _count(differences, amounts, str(facts.month), before, after)
    _close(differences, amounts)
    return differences


async def compare_divisions(
    connection: Connection, terms: Mapping[str, Terms], first: Month, last: Month
) -> Differences:
    """The divisions of the years that end within the period, by pot and village."""
    differences = Differences()
    amounts: dict[tuple[str, str], Amounts] = {}
    for workshop in await store.list_workshops_with_profit(connection, sorted(terms)):
        for facts in await load_profit_periods(connection, workshop):
            day = facts.parameters_day
            if not first <= Month.of(day) <= last:
                continue
            before, after = (
                profit_split(facts, policy) if policy.has_rule("profit_split") else ()
                for policy in terms[workshop].policies(day)
            )
            _count(differences, amounts, str(Month.of(day)), before, after)
    _close(differences, amounts)
    return differences


def _count(
    differences: Differences,
    amounts: dict[tuple[str, str], Amounts],
    month: str,
    before: Iterable[Line],
    after: Iterable[Line],
) -> None:
    """One award or division: its parts go to the month at once, and to whom they are for."""
    found: dict[tuple[str, str], list[list[Line]]] = {}
    missing = set()
    for index, lines in enumerate((before, after)):
        for line in lines:
            missing.add(line.missing.partition(":")[0])
            if line.amount_yuan:
                found.setdefault((line.workshop, line.beneficiary), [[], []])[index].append(line)
    own: Amounts = {}
    for key, (lines_before, lines_after) in found.items():
        add_lines(amounts.setdefault(key, {}), lines_before, lines_after)
        add_lines(own, lines_before, lines_after)
    totals = [fen(sum((pair[index] for pair in own.values()), ZERO)) for index in (0, 1)]
    differences.month(month).add(*totals)
    differences.counted += 1
    differences.incomplete.update(missing - {""})


def _close(differences: Differences, amounts: Mapping[tuple[str, str], Amounts]) -> None:
    for (workshop, beneficiary), own in amounts.items():
        by_rule = sum_by(own, 0)
        for rule, pair in by_rule.items():
            differences.rules.setdefault(rule, Tally()).add(*pair)
            differences.workshops.setdefault(workshop, Tally()).add(*pair)
            differences.total.add(*pair)
        different = {rule: pair for rule, pair in by_rule.items() if pair[0] != pair[1]}
        if different:
            before_fen, after_fen = (sum(pair[index] for pair in by_rule.values()) for index in (0, 1))
            differences.changes.append(Change(beneficiary, workshop, before_fen, after_fen, by_rule=different))
