"""People counted by area or by partner company: where a station is proposed, how many liaison officers there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from services.placement.domain.counters import (
    OFFICERS_WANTED,
    STATION_WANTED,
    liaison_officers,
    service_station_proposal,
)
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Quantity, Strict
from shared.calculator.problems import InputError
from shared.policy import Policy, PolicyPack
from shared.rules.lines import Flag

_People = Annotated[dict[Identifier, Quantity], Field(max_length=1000)]


class ServiceStationInput(Strict):
    """How many of the county's people are in each area on a day."""

    kind: Literal["service_station_proposal"]
    date: DateText
    people_by_area: _People
    parameters: Parameters = Field(default_factory=dict)


class LiaisonOfficersInput(Strict):
    """How many of the county's people each partner company has on a day."""

    kind: Literal["liaison_officers"]
    date: DateText
    people_by_employer: _People
    parameters: Parameters = Field(default_factory=dict)


def evaluate_service_stations(given: ServiceStationInput, pack: PolicyPack) -> Evaluation:
    """What is proposed for each area. Raises InputError where the pack has no such proposal."""
    policy = _policy(given.kind, given.date, given.parameters, STATION_WANTED, pack)
    return _counted(given.people_by_area, policy, service_station_proposal)


def evaluate_liaison_officers(given: LiaisonOfficersInput, pack: PolicyPack) -> Evaluation:
    """What is proposed for each company. Raises InputError where the pack has no liaison officers."""
    policy = _policy(given.kind, given.date, given.parameters, OFFICERS_WANTED, pack)
    return _counted(given.people_by_employer, policy, liaison_officers)


def _policy(
    kind: str, day: str, parameters: Mapping[str, str], wanted: Mapping[str, object], pack: PolicyPack
) -> Policy:
    if not set(wanted) <= set(pack.parameters):
        raise InputError("kind", f"pack {pack.name!r} has no rule {kind!r}; name another pack")
    return pack.rules_on(date.fromisoformat(day), parameters)


def _counted(people: Mapping[str, int], policy: Policy, counter: Callable[[str, int, Policy], Flag]) -> Evaluation:
    flags = tuple(counter(name, number, policy) for name, number in sorted(people.items()))
    return Evaluation(policy, (), (), flags)


SERVICE_STATION_PROPOSAL: Final = CalculatorKind(
    "service_station_proposal", ServiceStationInput, evaluate_service_stations
)
LIAISON_OFFICERS: Final = CalculatorKind("liaison_officers", LiaisonOfficersInput, evaluate_liaison_officers)
