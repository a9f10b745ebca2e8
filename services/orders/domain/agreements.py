"""Cooperation agreements: an order needs one that is active on the first day of its month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.facts.precedence import Precedence


@dataclass(frozen=True, slots=True)
class Agreement:
    """One report of an agreement between a company and a workshop; `valid_until` is its last day."""

    agreement: str
    company: str
    workshop: str
    valid_from: date
    valid_until: date | None
    withdrawn: bool
    precedence: Precedence

    def covers(self, day: date) -> bool:
        """Whether the agreement is active on a day, its first and last day included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def active_agreement(agreements: Iterable[Agreement], company: str, workshop: str, day: date) -> Agreement | None:
    """The agreement in force between the two on a day; of several the one in force longest, then lowest id."""
    active = [
        agreement
        for agreement in agreements
        if (agreement.company, agreement.workshop) == (company, workshop) and agreement.covers(day)
    ]
    return min(active, key=lambda agreement: (agreement.valid_from, agreement.agreement), default=None)
