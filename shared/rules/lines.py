"""A line of money: what a rule pays or why it pays nothing, and its explanation, rendered only when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NotRequired, Protocol, TypedDict

from shared.money import FEN, ZERO, format_amount
from shared.policy import EFFECTIVE_FROM, ClauseJson, Policy
from shared.texts import Text

_NO_NUMBERS: Final[Mapping[str, object]] = {}


class Fact(Protocol):
    """Anything that knows the event it came with."""

    @property
    def event(self) -> str: ...


class ExplainedPayer(TypedDict):
    """Who bears an amount: the role, and which."""

    role: str
    id: str


class ExplainedLine(TypedDict):
    """A line with why it is what it is, as JSON; the amount is a string in yuan, the events are sorted.

    A line that pays nothing has its `reason` as a code, and in `missing` the fact still wanted.
    """

    rule: str
    title: dict[str, str]
    amount: str
    workshop: str
    payer: ExplainedPayer
    beneficiary: str
    pack: str
    clause: ClauseJson
    parameters: list[dict[str, object]]
    formula: dict[str, str]
    numbers: dict[str, str]
    events: list[str]
    reason: NotRequired[str]
    missing: NotRequired[str | None]


@dataclass(slots=True)
class Line:
    """One amount of one rule, exact to the fen.

    An amount of zero carries the reason in `formula`. `missing` names a fact still wanted, as a code such
    as `rate_missing:<entry>`; it is empty where the line is final. `payer` is the role that bears the
    amount and `payer_id` which one: the company, or the workshop whose collective it is. `beneficiary` is
    a worker, a village or a pot. `rests_on` holds the facts themselves; their events are read when asked.
    """

    title: Text
    amount_yuan: Decimal
    workshop: str
    payer: str
    payer_id: str
    beneficiary: str
    formula: Text
    numbers: Mapping[str, object]
    parameters: tuple[str, ...]
    rests_on: Sequence[Fact | str]
    missing: str = ""

    @property
    def rule(self) -> str:
        """The rule's name, the same as its file, its function and its entry in the pack."""
        return self.title.code

    @property
    def events(self) -> tuple[str, ...]:
        """The events the line rests on, sorted and each once, whatever order the facts came in."""
        names = {fact if isinstance(fact, str) else fact.event for fact in self.rests_on}
        names.discard("")
        return tuple(sorted(names))

    @property
    def reason(self) -> str:
        """Code of why the rule pays nothing; empty for an amount."""
        return "" if self.amount_yuan else self.formula.code

    def explanation(self, policy: Policy) -> ExplainedLine:
        """Everything an answer to "why this amount?" needs, ready for JSON."""
        return {
            "rule": self.rule,
            "title": self.title.as_json(),
            "amount": format_amount(self.amount_yuan),
            "workshop": self.workshop,
            "payer": {"role": self.payer, "id": self.payer_id},
            "beneficiary": self.beneficiary,
            "pack": policy.pack_name,
            "clause": policy.clause(self.rule).as_json(),
            "parameters": [policy.parameter(name).as_json() for name in self.parameters],
            "formula": rendered(self.formula, self.numbers),
            "numbers": show_all(self.numbers),
            "events": list(self.events),
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a clerk should look at; it changes no amount by itself."""

    text: Text
    numbers: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.text.code

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": rendered(self.text, self.numbers),
            "numbers": show_all(self.numbers),
        }


NOT_IN_FORCE: Final = Text(
    "not_in_force",
    "方案自 {effective_from} 起施行，此前不计",
    "the scheme applies from {effective_from}; nothing is paid before",
)
NOT_CONFIGURED: Final = Text(
    "not_configured",
    "参数 {parameter} 未设定，不计发",
    "parameter {parameter} is not configured; nothing is paid",
)

PAYER_UNKNOWN: Final = Text(
    "payer_unknown",
    "应由 {payer} 承担，但 {workshop} 当月没有可以认定的 {payer}，暂不计发",
    "a {payer} is to bear it, and none is known in {workshop} for the month; nothing is paid yet",
)


def nothing(
    title: Text,
    beneficiary: str,
    reason: Text,
    numbers: Mapping[str, object] = _NO_NUMBERS,
    parameters: tuple[str, ...] = (),
    *,
    workshop: str = "",
    rests_on: Sequence[Fact | str] = (),
    missing: str = "",
) -> Line:
    """A line of zero that says why nothing is paid."""
    return Line(title, ZERO, workshop, "", "", beneficiary, reason, numbers, parameters, rests_on, missing)


def why_not_payable(
    title: Text, beneficiary: str, policy: Policy, required: tuple[str, ...], workshop: str = ""
) -> Line | None:
    """The zero line of a rule that is not in force yet or not configured; None where it can be computed."""
    if not policy.in_force:
        numbers = {"effective_from": policy.date(EFFECTIVE_FROM)}
        return nothing(title, beneficiary, NOT_IN_FORCE, numbers, (EFFECTIVE_FROM,), workshop=workshop)
    if policy.unset and not policy.unset.isdisjoint(required):
        unset = next(name for name in required if name in policy.unset)
        return nothing(title, beneficiary, NOT_CONFIGURED, {"parameter": unset}, (unset,), workshop=workshop)
    return None


def payer_unknown(title: Text, beneficiary: str, policy: Policy, parameter: str, workshop: str) -> Line:
    """The zero line of an amount that nobody can be named for to bear it; the statement waits for the fact."""
    numbers = {"payer": policy.choice(parameter), "workshop": workshop}
    missing = f"{PAYER_UNKNOWN.code}:{workshop}"
    return nothing(title, beneficiary, PAYER_UNKNOWN, numbers, (parameter,), workshop=workshop, missing=missing)


def rendered(text: Text, numbers: Mapping[str, object]) -> dict[str, str]:
    """A text with the numbers of its line, in both languages, ready for JSON."""
    return text.of(**show_all(numbers)).as_json()


def show_all(numbers: Mapping[str, object]) -> dict[str, str]:
    """Write the numbers of a formula; those in yuan, known by their name, with at least two decimals."""
    return {
        name: show_yuan(value) if name.endswith("_yuan") and isinstance(value, Decimal) else show(value)
        for name, value in numbers.items()
    }


def show(value: object) -> str:
    """Write one number: decimals without needless zeros, dates as ISO, lists separated by commas."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ", ".join(show(part) for part in value)
    return str(value)


def show_yuan(amount_yuan: Decimal) -> str:
    """Write yuan: two decimals, or as many as a unit rate needs."""
    shortest = amount_yuan.normalize()
    exponent = shortest.as_tuple().exponent
    finer_than_fen = isinstance(exponent, int) and exponent < -2
    return f"{shortest if finer_than_fen else amount_yuan.quantize(FEN):f}"
