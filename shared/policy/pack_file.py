"""Building a policy pack from its what is written: dated, sourced; every error names the file and the place."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from shared.policy.as_written import WrittenClause, WrittenPack, WrittenParameter, WrittenValue, read_written
from shared.policy.exclusive_groups import exclusive_groups
from shared.policy.pack import EFFECTIVE_FROM, PolicyPack
from shared.policy.parameters import Clause, DatedValue, ParameterHistory
from shared.policy.parts import Origins
from shared.policy.scope import COUNTY
from shared.policy.series import series_by_place
from shared.policy.values import AMOUNT_KINDS, Domain, Kind, PolicyError


def load_pack_from(path: str | Path) -> PolicyPack:
    """Load a pack from a YAML file or a folder of them. Raises PolicyError naming the file and the place."""
    written, origins = read_written(Path(path))
    try:
        return _build(written, origins)
    except PolicyError as error:
        raise PolicyError(origins.located(str(error))) from None


def _build(written: WrittenPack, origins: Origins) -> PolicyPack:
    clauses = {name: _clause(name, clause, written) for name, clause in written.clauses.items()}
    for rule, clause_name in written.rules.items():
        if clause_name not in clauses:
            raise PolicyError(f"rules.{rule}: there is no clause {clause_name!r}")
    parameters = {name: _history(name, item, clauses) for name, item in written.parameters.items()}
    since = _edition_date(written.from_)
    _check_effective_date(parameters, written, since)
    for rule in written.rules:
        if f"{rule}.payer" not in parameters:
            raise PolicyError(f"parameters.{rule}.payer: missing; every rule must say who bears its amounts")
    return PolicyPack(
        name=written.pack,
        title=written.title.said(),
        origins=origins,
        rules={rule: clauses[clause_name] for rule, clause_name in written.rules.items()},
        parameters=parameters,
        exclusive_groups=exclusive_groups(written, clauses),
        since=since,
        fingerprint=written.fingerprint(),
    )


def _edition_date(text: str | None) -> date | None:
    if text is None:
        return None
    since = _date(text, "from")
    if since.day != 1:
        raise PolicyError(f"from: {since} is inside a month; an edition begins on the first of one")
    return since


def _clause(name: str, clause: WrittenClause, written: WrittenPack) -> Clause:
    if clause.document not in written.documents:
        raise PolicyError(f"clauses.{name}.document: there is no document {clause.document!r}")
    return Clause(written.documents[clause.document], clause.paragraph, clause.said())


def _history(name: str, written: WrittenParameter, clauses: dict[str, Clause]) -> ParameterHistory:
    place = f"parameters.{name}"
    domain = Domain(
        kind=Kind(written.kind),
        alternatives=tuple(written.alternatives),
        minimum=_bound(written.minimum, f"{place}.minimum"),
        maximum=_bound(written.maximum, f"{place}.maximum"),
        total=_bound(written.total, f"{place}.total"),
    )
    if domain.kind in (Kind.CHOICE, Kind.TABLE) and not domain.alternatives:
        raise PolicyError(f"{place}.alternatives: missing; a {domain.kind} must list them")
    daily = written.applies == "day"
    dated = tuple(
        _dated_value(f"{place}.values.{index}", value, domain, clauses, daily=daily)
        for index, value in enumerate(written.values)
    )
    series = series_by_place(place, dated)
    return ParameterHistory(
        name=name,
        domain=domain,
        unit=written.unit,
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
    place: str, written: WrittenValue, domain: Domain, clauses: dict[str, Clause], *, daily: bool
) -> DatedValue:
    since, until = _dates(place, written, daily=daily)
    if written.township and written.workshop:
        raise PolicyError(f"{place}.workshop: a township is given too; a value holds for one of them, keep one")
    if written.source not in clauses:
        raise PolicyError(f"{place}.source: there is no clause {written.source!r}")
    if written.status != "stated" and written.why is None:
        raise PolicyError(f"{place}.why: missing; a {written.status} value must give its reason")
    if written.value is None and domain.kind not in AMOUNT_KINDS:
        raise PolicyError(f"{place}.value: a {domain.kind} cannot be left unset; write {domain.accepts()}")
    try:
        value = None if written.value is None else domain.read(written.value)
    except PolicyError as error:
        raise PolicyError(f"{place}.value: {error}") from None
    why = written.why.said() if written.why else None
    return DatedValue(since, until, written.scope, written.value, value, written.status, clauses[written.source], why)


def _dates(place: str, written: WrittenValue, *, daily: bool) -> tuple[date, date | None]:
    """First and last day of a value; those of a month rule are the first and the last of a month."""
    since = _date(written.from_, f"{place}.from")
    if since.day != 1 and not daily:
        raise PolicyError(f"{place}.from: {since} is inside a month; a month rule starts on the first of one")
    if written.until is None:
        return since, None
    until = _date(written.until, f"{place}.until")
    if until < since:
        raise PolicyError(f"{place}.until: {until} is before {since}, when the value begins")
    if not daily and (until + timedelta(days=1)).day != 1:
        raise PolicyError(f"{place}.until: {until} is inside a month; a month rule ends on the last of one")
    return since, until


def _check_effective_date(parameters: dict[str, ParameterHistory], written: WrittenPack, edition: date | None) -> None:
    """Every parameter has a value for the county from the day the scheme, or else the edition, starts."""
    if EFFECTIVE_FROM not in parameters or parameters[EFFECTIVE_FROM].domain.kind is not Kind.DATE:
        raise PolicyError(f"parameters.{EFFECTIVE_FROM}: missing; a pack must say from which date it applies")
    starts = min(dated.value for dated in parameters[EFFECTIVE_FROM].all_values() if type(dated.value) is date)
    if edition is not None:
        starts = max(starts, edition)
    for name, history in parameters.items():
        since = history.values[0].since
        if since > starts:
            first = next(index for index, value in enumerate(written.parameters[name].values) if value.scope == COUNTY)
            raise PolicyError(f"parameters.{name}.values.{first}.from: no value between {starts} and {since}")


def _date(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolicyError(f"{place}: {text!r} is not a date; write it like 2022-01-01") from None
