"""What goes through steps: which may be taken now, by whom, why not, and by when.

A lifecycle is declared as data, and what is asked of it is pure. Whoever takes a step locks what it is about, asks,
and writes what he did to its history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from shared.decisions.four_eyes import refuse_the_same
from shared.messaging.clients import Client
from shared.policy import Policy
from shared.refusals import Refusal, Refused
from shared.texts import Text, listed

REASON_WANTED: Final = Refusal(
    Text("step.reason_wanted", "请写明原因", "a reason is wanted"),
    Text("step.reason_wanted.advice", "写明为什么这样办；所写内容会保留", "say why; what you write is kept"),
    kind="unusable",
    pointer="/reason",
)
_BY: Final = Text("", "（{actor}）", " by {actor}")


@dataclass(frozen=True, slots=True)
class Role:
    """Who may take steps: whoever holds a scope, `of` what the step is about where it is one's own, as a clerk's is.

    `lacking` is what somebody is told who does not.
    """

    scope: str
    lacking: Refusal
    of: str = ""

    def is_held(self, client: Client, about: Mapping[str, object]) -> bool:
        """Whether a client holds it; not where what it is held for is not among what is known."""
        if not self.of:
            return client.has(self.scope)
        return self.of in about and client.has(f"{self.scope}:{about[self.of]}")


@dataclass(frozen=True, slots=True)
class State:
    """How far something is. `due_days` names the pack's parameter of the days after which it is late to be there."""

    name: str
    title: Text
    due_days: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What may be done in some states, and those it may lead to. Without roles nobody does it: it follows by itself.

    `begins` is empty for a step by which something comes into being.
    """

    name: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    roles: tuple[Role, ...] = ()
    another_than: Step | None = None
    """The earlier step whose taker may not take this one."""
    by_the_same: Refusal | None = None
    """What he is told."""
    reason_wanted: bool = False
    out_of_turn: Refusal | None = None
    """What is told in another state, where it is not what the lifecycle says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands: its state, who brought it there, and by step who took it last."""

    state: str
    by: str | None = None
    takers: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states and steps of one kind of thing. Raises ValueError where they do not fit together."""

    name: str
    key: tuple[str, ...]
    """What names one of them, such as workshop and month."""
    states: tuple[State, ...]
    """The first is how something stands that nobody has touched."""
    steps: tuple[Step, ...]
    out_of_turn: Refusal
    """What is told where a step begins in other states than something is in."""
    beside: tuple[str, ...] = ()
    """What its history keeps of a step beside who took it, when and why."""

    def __post_init__(self) -> None:
        states, names = {state.name for state in self.states}, {step.name for step in self.steps}
        for step in self.steps:
            if not {*step.begins, *step.ends} <= states or not step.ends:
                raise ValueError(f"{self.name}: {step.name} begins or ends in no state of these")
            if step.another_than and (step.another_than not in self.steps or step.by_the_same is None):
                raise ValueError(f"{self.name}: {step.name} is another person's than whose, and what is he told?")
        if len(states) < len(self.states) or len(names) < len(self.steps):
            raise ValueError(f"{self.name}: two states or two steps have one name")

    def state(self, name: str) -> State:
        """A state by its name. Raises KeyError."""
        return {state.name: state for state in self.states}[name]

    def check(self, step: Step, standing: Standing, actor: str, reason: str | None = None, **about: object) -> None:
        """Raise Refused where somebody may not take a step as things stand. Whether it is his at all, roles say."""
        if standing.state not in step.begins:
            raise self._out_of_turn(step, standing, about)
        if step.another_than and step.by_the_same:
            refuse_the_same(standing.takers.get(step.another_than.name), actor, step.by_the_same, **about)
        if step.reason_wanted and not (reason and reason.strip()):
            raise Refused(REASON_WANTED)

    def why_not(
        self, step: Step, standing: Standing, actor: str, reason: str | None = None, **about: object
    ) -> Refused | None:
        """What would be raised; None where the step may be taken."""
        try:
            self.check(step, standing, actor, reason, **about)
        except Refused as refused:
            return refused
        return None

    def open_to(self, client: Client, standing: Standing, **about: object) -> tuple[Step, ...]:
        """The steps a client may take as things stand."""
        return tuple(
            step
            for step in self.steps
            if has_role(step.roles, client, about) and not self.why_not(step, standing, client.id, "why", **about)
        )

    def due_on(self, state: str, since: date, policy: Policy) -> date | None:
        """The last day on which something is in time that is in a state since a day; None where nothing presses."""
        due_days = self.state(state).due_days
        return since + timedelta(days=policy.integer(due_days)) if due_days else None

    def _out_of_turn(self, step: Step, standing: Standing, about: Mapping[str, object]) -> Refused:
        refusal = step.out_of_turn or self.out_of_turn
        parts = {
            "state": self._as_told(standing.state),
            "by": _BY.of(actor=standing.by) if standing.by else "",
            "wanted": listed(self._as_told(state) for state in step.begins),
        }
        return Refused(refusal.of(**about, **parts), {"state": standing.state})

    def _as_told(self, name: str) -> Text:
        """A state inside a refusal: by its title in Chinese, in English as programs read it."""
        return Text("", self.state(name).title.zh, name)


def has_role(roles: Sequence[Role], client: Client, about: Mapping[str, object]) -> bool:
    """Whether a client holds one of these roles; those for which something is not known he does not hold."""
    return any(role.is_held(client, about) for role in roles)


def require_role(roles: Sequence[Role], client: Client, about: Mapping[str, object]) -> None:
    """Raise Refused, in the words of the last, where a client holds none of these roles."""
    if not has_role(roles, client, about):
        raise Refused(roles[-1].lacking.of(**about, actor=client.id))


def days_late(due: date, today: date) -> int:
    """How many days something is overdue; 0 in time. A day is late from the one after it was due."""
    return max((today - due).days, 0)
