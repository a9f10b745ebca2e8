"""What is told of a labourer's placements: starts, interruptions, ends, follow-ups and contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.placement.domain.placement_reports import PlacementReport


@dataclass(frozen=True, slots=True)
class ToldInterruption:
    """Days not at work, both inclusive; `last_day` None while it lasts."""

    cause: str
    first_day: date
    last_day: date | None
    event: str


@dataclass(frozen=True, slots=True)
class ToldEnd:
    """The last day at work, and why it was the last."""

    last_day: date
    cause: str
    event: str


@dataclass(frozen=True, slots=True)
class ToldFollowUp:
    """What a station heard of a labourer on a day. `last_day_at_work` confirms up to when he worked."""

    made_on: date
    at_work: bool
    last_day_at_work: date | None
    weekly_hours: int | None
    monthly_pay_yuan: Decimal | None
    pay_months: tuple[str, ...]
    insured: bool | None
    event: str


@dataclass(frozen=True, slots=True)
class ToldContract:
    """A labour contract; `ends_on` None without a term."""

    signed_on: date
    starts_on: date
    ends_on: date | None
    insured: bool
    event: str


@dataclass(frozen=True, slots=True)
class ToldOfPlacement:
    """One station's report of a placement with all that it told of it since."""

    report: PlacementReport
    end: ToldEnd | None
    interruptions: tuple[ToldInterruption, ...]
    follow_ups: tuple[ToldFollowUp, ...]
    contracts: tuple[ToldContract, ...]
