"""Building a policy pack from its entries: dated, sourced; every error names the file and the place."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from shared.policy.entries import ClauseEntry, PackEntry, ParameterEntry, ValueEntry, read_entry
from shared.policy.exclusive_groups import exclusive_groups
from shared.policy.pack import EFFECTIVE_FROM, PolicyPack
from shared.policy.parameters import Clause, DatedValue, ParameterHistory
from shared.policy.parts import Origins
from shared.policy.scope import COUNTY
from shared.policy.series import series_by_place
from shared.policy.values import AMOUNT_KINDS, Domain, Kind, PolicyError


def load_pack_from(path: str | Path) -> PolicyPack:
    """Load a pack from a YAML file or a folder of them. Raises PolicyError naming the file and the place."""
    entry, origins = read_entry(Path(path))
    try:
        return _build(entry, origins)
    except PolicyError as error:
        raise PolicyError(origins.located(str(error))) from None


def _build(entry: PackEntry, origins: Origins) -> PolicyPack:
    clauses = {name: _clause(name, clause, entry) for name, clause in entry.clauses.items()}
    for rule, clause_name in entry.rules.items():
        if clause_name not in clauses:
            raise PolicyError(f"rules.{rule}: there is no clause {clause_name!r}")
    parameters = {name: _history(name, item, clauses) for name, item in entry.parameters.items()}
    since = _edition_date(entry.from_)
    _check_effective_date(parameters, entry, since)
    for rule in entry.rules:
        if f"{rule}.payer" not in parameters:
            raise PolicyError(f"parameters.{rule}.payer: missing; every rule must say who bears its amounts")
    return PolicyPack(
        name=entry.pack,
        title=entry.title.said(),
        origins=origins,
        rules={rule: clauses[clause_name] for rule, clause_name in entry.rules.items()},
        parameters=parameters,
        exclusive_groups=exclusive_groups(entry, clauses),
        since=since,
        fingerprint=entry.fingerprint(),
    )


def _edition_date(text: str | None) -> date | None:
    if text is None:
        return None
    since = _date(text, "from")
    if since.day != 1:
        raise PolicyError(f"from: {since} is inside a month; an edition begins on the first of one")
    return since


def _clause(name: str, clause: ClauseEntry, entry: PackEntry) -> Clause:
    if clause.document not in entry.documents:
        raise PolicyError(f"clauses.{name}.document: there is no document {clause.document!r}")
    return Clause(entry.documents[clause.document], clause.paragraph, clause.said())


def _history(name: str, entry: ParameterEntry, clauses: dict[str, Clause]) -> ParameterHistory:
    place = f"parameters.{name}"
    domain = Domain(
        kind=Kind(entry.kind),
        alternatives=tuple(entry.alternatives),
        minimum=_bound(entry.minimum, f"{place}.minimum"),
        maximum=_bound(entry.maximum, f"{place}.maximum"),
        total=_bound(entry.total, f"{place}.total"),
    )
    if domain.kind in (Kind.CHOICE, Kind.TABLE) and not domain.alternatives:
        raise PolicyError(f"{place}.alternatives: missing; a {domain.kind} must list them")
    daily = entry.applies == "day"
    dated = tuple(
        _dated_value(f"{place}.values.{index}", value, domain, clauses, daily=daily)
        for index, value in enumerate(entry.values)
    )
    series = series_by_place(place, dated)
    return ParameterHistory(
        name=name,
        domain=domain,
        unit=entry.unit,
        daily=daily,
        values=series.pop(COUNTY),
        scoped=MappingProxyType(series),
    )


def _bound(text: str | None, place: str) -> Decimal | None:
    if text is None:
        return None
    try:
        return Domain(Kind.DECIMAL).read(text)  # type: ignore[return-value]
    except PolicyError as error:
        raise PolicyError(f"{place}: {error}") from None


def _dated_value(
    place: str, entry: ValueEntry, domain: Domain, clauses: dict[str, Clause], *, daily: bool
) -> DatedValue:
    since, until = _dates(place, entry, daily=daily)
    if entry.township and entry.workshop:
        raise PolicyError(f"{place}.workshop: a township is given too; a value holds for one of them, keep one")
    if entry.source not in clauses:
        raise PolicyError(f"{place}.source: there is no clause {entry.source!r}")
    if entry.status != "stated" and entry.why is None:
        raise PolicyError(f"{place}.why: missing; a {entry.status} value must give its reason")
    if entry.value is None and domain.kind not in AMOUNT_KINDS:
        raise PolicyError(f"{place}.value: a {domain.kind} cannot be left unset; write {domain.accepts()}")
    try:
        value = None if entry.value is None else domain.read(entry.value)
    except PolicyError as error:
        raise PolicyError(f"{place}.value: {error}") from None
    why = entry.why.said() if entry.why else None
    return DatedValue(since, until, entry.scope, entry.value, value, entry.status, clauses[entry.source], why)


def _dates(place: str, entry: ValueEntry, *, daily: bool) -> tuple[date, date | None]:
    """First and last day of a value; those of a month rule are the first and the last of a month."""
    since = _date(entry.from_, f"{place}.from")
    if since.day != 1 and not daily:
        raise PolicyError(f"{place}.from: {since} is inside a month; a month rule starts on the first of one")
    if entry.until is None:
        return since, None
    until = _date(entry.until, f"{place}.until")
    if until < since:
        raise PolicyError(f"{place}.until: {until} is before {since}, when the value begins")
    if not daily and (until + timedelta(days=1)).day != 1:
        raise PolicyError(f"{place}.until: {until} is inside a month; a month rule ends on the last of one")
    return since, until


def _check_effective_date(parameters: dict[str, ParameterHistory], entry: PackEntry, edition: date | None) -> None:
    """Every parameter has a value for the county from the day the scheme, or else the edition, starts."""
    if EFFECTIVE_FROM not in parameters or parameters[EFFECTIVE_FROM].domain.kind is not Kind.DATE:
        raise PolicyError(f"parameters.{EFFECTIVE_FROM}: missing; a pack must say from which date it applies")
    starts = min(dated.value for dated in parameters[EFFECTIVE_FROM].all_values() if type(dated.value) is date)
    if edition is not None:
        starts = max(starts, edition)
    for name, history in parameters.items():
        since = history.values[0].since
        if since > starts:
            first = next(index for index, value in enumerate(entry.parameters[name].values) if value.scope == COUNTY)
            raise PolicyError(f"parameters.{name}.values.{first}.from: no value between {starts} and {since}")


def _date(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolicyError(f"{place}: {text!r} is not a date; write it like 2022-01-01") from None
