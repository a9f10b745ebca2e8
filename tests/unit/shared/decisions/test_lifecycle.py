"""What goes through steps: which may be taken, by whom, why not, and what is late."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from shared.decisions.lifecycle import Lifecycle, Role, Standing, State, Step, days_late, require_role
from shared.messaging.clients import Client
from shared.policy import Policy
from shared.refusals import Refusal, Refused
from shared.texts import Text

VILLAGE = Role(
    "village",
    Refusal(Text("test.no_village", "{actor} 不是 {village} 的", "{actor} is not of {village}"), kind="forbidden"),
    of="village",
)
COUNTY = Role(
    "grants:county",
    Refusal(Text("test.no_county", "{actor} 不是县里的", "{actor} is not the county"), kind="forbidden"),
)
SAME = Refusal(Text("test.same", "由 {actor} 申请", "{actor} applied"), kind="forbidden")
APPLIED = Step("applied", ("draft",), ("applied",), (VILLAGE,))
GRANTED = Step("granted", ("applied",), ("granted", "queued"), (COUNTY,), another_than=APPLIED, by_the_same=SAME)
REFUSED = Step("refused", ("applied", "queued"), ("draft",), (COUNTY, VILLAGE), reason_wanted=True)
SERVED = Step("served", ("queued",), ("granted",))
GRANT = Lifecycle(
    "grant",
    key=("grant",),
    states=(
        State("draft", Text("test.draft", "草稿", "a draft")),
        State("applied", Text("test.applied", "已申请", "applied for"), due_days="grant.answer_days"),
        State("queued", Text("test.queued", "排队", "queued")),
        State("granted", Text("test.granted", "已批", "granted")),
    ),
    steps=(APPLIED, GRANTED, REFUSED, SERVED),
    out_of_turn=Refusal(
        Text("test.out_of_turn", "{grant}：{state}{by}，不是{wanted}", "{grant} is {state}{by}, not {wanted}")
    ),
)
DRAFT = Standing("draft")
WAITS = Standing("applied", "li", {"applied": "li"})


def why_not(step: Step, standing: Standing, actor: str, reason: str | None = None) -> str | None:
    refused = GRANT.why_not(step, standing, actor, reason, grant="G-1")
    return refused.refusal.code if refused else None


def test_a_step_is_taken_in_the_states_it_begins_in() -> None:
    assert why_not(APPLIED, DRAFT, "li") is None
    assert why_not(APPLIED, WAITS, "li") == "test.out_of_turn"
    assert why_not(GRANTED, DRAFT, "wang") == "test.out_of_turn"


def test_who_is_out_of_turn_is_told_the_state_who_brought_it_there_and_what_it_should_be() -> None:
    with pytest.raises(Refused) as refused:
        GRANT.check(APPLIED, WAITS, "li", grant="G-1")
    assert refused.value.refusal.text.en == "G-1 is applied by li, not draft"
    assert refused.value.refusal.text.zh == "G-1：已申请（li），不是草稿"
    assert refused.value.told == {"state": "applied"}
    several = GRANT.why_not(REFUSED, DRAFT, "wang", "why", grant="G-1")
    assert several is not None
    assert several.refusal.text.en == "G-1 is draft, not applied, queued"


def test_a_step_may_have_words_of_its_own_for_who_is_out_of_turn() -> None:
    own = Refusal(Text("test.own", "还没有申请", "nobody applied"))
    refused = GRANT.why_not(replace(GRANTED, out_of_turn=own), DRAFT, "wang", grant="G-1")
    assert refused is not None
    assert refused.refusal.code == "test.own"


@pytest.mark.parametrize("spelling", ["li", "LI", "ｌｉ", "l\u200bi"])
def test_whoever_took_the_earlier_step_does_not_take_this_one_under_any_spelling(spelling: str) -> None:
    assert why_not(GRANTED, WAITS, spelling) == "test.same"
    assert why_not(GRANTED, WAITS, "wang") is None
    assert why_not(GRANTED, replace(WAITS, takers={}), spelling) is None


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_step_that_wants_a_reason_is_not_taken_without(reason: str | None) -> None:
    assert why_not(REFUSED, WAITS, "wang", reason) == "step.reason_wanted"
    assert why_not(REFUSED, WAITS, "wang", "the paper lacks a seal") is None


def client(*scopes: str) -> Client:
    return Client("li", frozenset(scopes))


@pytest.mark.parametrize(
    ("roles", "about", "told"),
    [
        ((VILLAGE,), {"village": "V-1"}, None),
        ((VILLAGE,), {"village": "V-2"}, "li is not of V-2"),
        ((COUNTY, VILLAGE), {"village": "V-1"}, None),
        ((VILLAGE, COUNTY), {"village": "V-2"}, "li is not the county"),
        ((VILLAGE,), {"village": "V-1", "county": "C-1"}, None),
    ],
)
def test_a_step_is_his_who_holds_one_of_its_roles_for_what_it_is_about(
    roles: tuple[Role, ...], about: Mapping[str, object], told: str | None
) -> None:
    if told is None:
        require_role(roles, client("village:V-1"), about)
        return
    with pytest.raises(Refused) as refused:
        require_role(roles, client("village:V-1"), about)
    assert (str(refused.value), refused.value.refusal.kind) == (told, "forbidden")


def test_the_steps_open_to_somebody_are_those_of_his_roles_that_may_be_taken_now() -> None:
    about = {"grant": "G-1", "village": "V-1"}
    assert GRANT.open_to(client("village:V-1"), DRAFT, **about) == (APPLIED,)
    assert GRANT.open_to(client("village:V-1"), WAITS, **about) == (REFUSED,)
    assert GRANT.open_to(client("grants:county"), WAITS, **about) == (REFUSED,), "he applied himself"
    assert GRANT.open_to(Client("wang", frozenset({"grants:county"})), WAITS, **about) == (GRANTED, REFUSED)
    assert GRANT.open_to(client("village:V-1", "grants:county"), Standing("granted"), **about) == ()


class Days:
    """A policy that knows one number."""

    def integer(self, name: str) -> int:
        return {"grant.answer_days": 20}[name]


def test_what_waits_in_a_state_is_late_after_the_days_its_pack_gives() -> None:
    policy = cast("Policy", Days())
    due = GRANT.due_on("applied", date(2022, 7, 1), policy)
    assert due == date(2022, 7, 21)
    assert GRANT.due_on("granted", date(2022, 7, 1), policy) is None
    assert [days_late(due, date(2022, 7, day)) for day in (20, 21, 22, 31)] == [0, 0, 1, 10]


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": (replace(APPLIED, begins=("lost",)),)},
        {"steps": (replace(APPLIED, ends=("lost",)),)},
        {"steps": (replace(APPLIED, ends=()),)},
        {"steps": (APPLIED, replace(SERVED, name="applied"))},
        {"steps": (GRANTED,)},
        {"steps": (APPLIED, replace(GRANTED, by_the_same=None))},
        {"states": (*GRANT.states, GRANT.states[0])},
    ],
)
def test_a_lifecycle_whose_parts_do_not_fit_together_is_none(changed: Any) -> None:
    with pytest.raises(ValueError, match="grant: "):
        replace(GRANT, **changed)
