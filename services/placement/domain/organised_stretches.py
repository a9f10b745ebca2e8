"""What each stretch outside earns whoever organised it, at the end of a day, and why, or what it waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.placement.domain.households import Category, Membership, categories_of
from services.placement.domain.placement_history import KnownStretch, held
from services.placement.domain.rules.organiser_subsidy import OrganisedStretch, due_day, organiser_subsidy
from services.placement.domain.stretches import Side
from services.placement.domain.told import ToldOfPlacement
from services.placement.domain.work_evidence import FollowUpWord
from shared.policy import Policy
from shared.rules.lines import Line


@dataclass(frozen=True, slots=True)
class Earned:
    """A stretch, the day on which it is due, its line, and the policy of that day by which it is explained."""

    known: KnownStretch
    due_on: date
    line: Line
    policy: Policy


def earned_by_stretches(
    worker: str,
    stretches: Iterable[KnownStretch],
    told: Sequence[ToldOfPlacement],
    memberships: Sequence[Membership],
    categories: Sequence[Category],
    policy_on: Callable[[date], Policy],
    as_of: date,
) -> list[Earned]:
    """A line for each stretch outside, in order of the days they are due; a person draws once a calendar year.

    No leader's agreement is known yet, so what only a leader organised waits for one.
    """
    evidence = tuple(
        FollowUpWord(heard.made_on, heard.at_work, heard.last_day_at_work, heard.event)
        for each in held(told)
        for heard in each.follow_ups
    )
    outside = (known for known in stretches if known.stretch.side is Side.OUTSIDE)
    due = sorted(((due_day(known.stretch.start, policy_on(as_of)), known) for known in outside), key=_by_day)
    earned: list[Earned] = []
    drawn: dict[int, str] = {}
    for due_on, known in due:
        standing = categories_of(worker, known.stretch.start, memberships, categories)
        facts = OrganisedStretch(
            person=worker,
            stretch=known.stretch,
            as_of=as_of,
            categories=standing.categories,
            household_waits=standing.belonging.waits,
            proofs=tuple(proof.event for proof in standing.proofs),
            evidence=evidence,
            contested=known.is_contested,
            drawn=dict(drawn),
        )
        policy = policy_on(due_on)
        (line,) = organiser_subsidy(facts, policy)
        earned.append(Earned(known, due_on, line, policy))
        if line.amount_yuan:
            drawn[due_on.year] = line.beneficiary
    return earned


def _by_day(due: tuple[date, KnownStretch]) -> tuple[date, date]:
    return due[0], due[1].stretch.start
