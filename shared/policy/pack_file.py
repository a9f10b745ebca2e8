"""Reading a policy pack from YAML: strict, dated, sourced; every error names the file and the place."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.policy.pack import (
    EFFECTIVE_FROM,
    Bilingual,
    Clause,
    DatedValue,
    ParameterHistory,
    PolicyPack,
)
from shared.policy.values import AMOUNT_KINDS, Domain, Kind, PolicyError

PACKS_FOLDER: Final = Path(__file__).parent / "packs"
_LARGEST_PACK_BYTES: Final = 1_000_000

Text = Annotated[str, Field(min_length=1, max_length=2000)]
DateText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Words(_Strict):
    zh: Text
    en: Text

    def bilingual(self) -> Bilingual:
        return Bilingual(self.zh, self.en)


class _ClauseEntry(_Words):
    document: Text
    paragraph: Text


class _ValueEntry(_Strict):
    from_: DateText = Field(alias="from")
    until: DateText | None = None
    value: Text | None
    status: Literal["stated", "derived", "chosen"]
    source: Text
    why: _Words | None = None


class _ParameterEntry(_Strict):
    kind: Literal["decimal", "integer", "decimals", "table", "choice", "flag", "date"]
    unit: Text
    alternatives: list[Text] = []
    minimum: Text | None = None
    maximum: Text | None = None
    total: Text | None = None
    applies: Literal["month", "day"] = "month"
    values: list[_ValueEntry] = Field(min_length=1)


class _PackEntry(_Strict):
    pack: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: _Words
    documents: dict[str, Text]
    clauses: dict[str, _ClauseEntry]
    rules: dict[str, Text]
    parameters: dict[Name, _ParameterEntry]


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key written twice, which plain YAML would silently let win."""


def _mapping_without_repeated_keys(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            line = key_node.start_mark.line + 1
            raise PolicyError(f"line {line}: {key!r} is given twice; keep one")
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeated_keys)


@cache
def available_packs() -> tuple[str, ...]:
    """Names of the packs that come with the software."""
    return tuple(sorted(path.stem for path in PACKS_FOLDER.glob("*.yaml")))


@cache
def load_pack(name: str) -> PolicyPack:
    """Load a pack that comes with the software, once a process. Raises PolicyError naming the available ones."""
    if name not in available_packs():
        raise PolicyError(f"there is no pack {name!r}; available: {', '.join(available_packs())}")
    return load_pack_file(PACKS_FOLDER / f"{name}.yaml")


def load_pack_file(path: str | Path) -> PolicyPack:
    """Load a pack from a YAML file. Raises PolicyError naming the file and the place."""
    file = Path(path)
    try:
        return _build(_read(file), str(file))
    except PolicyError as error:
        raise PolicyError(f"{file}: {error}") from None


def _read(file: Path) -> _PackEntry:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise PolicyError(f"cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST_PACK_BYTES:
        raise PolicyError(f"is larger than {_LARGEST_PACK_BYTES} bytes")
    try:
        document = yaml.load(content.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise PolicyError(f"is not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        raise PolicyError(f"is not valid YAML: {error}") from None
    try:
        return _PackEntry.model_validate(document)
    except ValidationError as error:
        raise PolicyError("; ".join(_place_and_reason(problem) for problem in error.errors()[:5])) from None


def _place_and_reason(problem: Any) -> str:
    place = ".".join(str(step) for step in problem["loc"])
    hint = " (write the value in quotes)" if problem["type"] == "string_type" else ""
    return f"{place}: {problem['msg']}{hint}"


def _build(entry: _PackEntry, place: str) -> PolicyPack:
    clauses = {name: _clause(name, clause, entry) for name, clause in entry.clauses.items()}
    for rule, clause_name in entry.rules.items():
        if clause_name not in clauses:
            raise PolicyError(f"rules.{rule}: there is no clause {clause_name!r}")
    parameters = {name: _history(name, item, clauses) for name, item in entry.parameters.items()}
    _check_effective_date(parameters)
    for rule in entry.rules:
        if f"{rule}.payer" not in parameters:
            raise PolicyError(f"parameters.{rule}.payer: missing; every rule must say who bears its amounts")
    return PolicyPack(
        name=entry.pack,
        title=entry.title.bilingual(),
        place=place,
        rules={rule: clauses[clause_name] for rule, clause_name in entry.rules.items()},
        parameters=parameters,
    )


def _clause(name: str, clause: _ClauseEntry, entry: _PackEntry) -> Clause:
    if clause.document not in entry.documents:
        raise PolicyError(f"clauses.{name}.document: there is no document {clause.document!r}")
    return Clause(entry.documents[clause.document], clause.paragraph, clause.bilingual())


def _history(name: str, entry: _ParameterEntry, clauses: dict[str, Clause]) -> ParameterHistory:
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
    _check_dates(place, entry.values)
    return ParameterHistory(name=name, domain=domain, unit=entry.unit, daily=daily, values=dated)


def _bound(text: str | None, place: str) -> Decimal | None:
    if text is None:
        return None
    try:
        return Domain(Kind.DECIMAL).read(text) if text else None  # type: ignore[return-value]
    except PolicyError as error:
        raise PolicyError(f"{place}: {error}") from None


def _dated_value(
    place: str, entry: _ValueEntry, domain: Domain, clauses: dict[str, Clause], *, daily: bool
) -> DatedValue:
    since = _date(entry.from_, f"{place}.from")
    if since.day != 1 and not daily:
        raise PolicyError(f"{place}.from: {since} is inside a month; a month rule starts on the first of one")
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
    why = entry.why.bilingual() if entry.why else None
    return DatedValue(since, entry.value, value, entry.status, clauses[entry.source], why)


def _check_dates(place: str, values: list[_ValueEntry]) -> None:
    """Values follow each other without overlap or gap; the last one has no end."""
    for index, (earlier, later) in enumerate(pairwise(values)):
        starts = _date(later.from_, f"{place}.values.{index + 1}.from")
        if starts <= _date(earlier.from_, place):
            raise PolicyError(f"{place}.values.{index + 1}.from: {starts} overlaps the value before it")
        if earlier.until is None:
            continue
        ends = _date(earlier.until, f"{place}.values.{index}.until")
        if starts <= ends:
            raise PolicyError(f"{place}.values.{index + 1}.from: {starts} overlaps the value before it")
        if starts != ends + timedelta(days=1):
            raise PolicyError(f"{place}.values.{index + 1}.from: no value between {ends} and {starts}")
    if values[-1].until is not None:
        last = len(values) - 1
        raise PolicyError(
            f"{place}.values.{last}.until: no value after {values[-1].until}; "
            "drop it, or add a value from the next day on (unset ends an amount)"
        )


def _check_effective_date(parameters: dict[str, ParameterHistory]) -> None:
    """Every parameter has a value from the day the scheme starts."""
    if EFFECTIVE_FROM not in parameters or parameters[EFFECTIVE_FROM].domain.kind is not Kind.DATE:
        raise PolicyError(f"parameters.{EFFECTIVE_FROM}: missing; a pack must say from which date it applies")
    starts = min(dated.value for dated in parameters[EFFECTIVE_FROM].values if type(dated.value) is date)
    for name, history in parameters.items():
        if history.values[0].since > starts:
            raise PolicyError(
                f"parameters.{name}.values.0.from: no value between {starts} and {history.values[0].since}"
            )


def _date(text: str, place: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolicyError(f"{place}: {text!r} is not a date; write it like 2022-01-01") from None
