"""How the account somebody's money goes to changes: the first at once, another once a second person confirmed it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from shared.decisions.four_eyes import refuse_the_same
from shared.refusals import Refusal, Refused
from shared.texts import Text

NO_PROPOSAL: Final = Refusal(
    Text(
        "account.no_proposal",
        "{whose} 没有待确认的账号",
        "no changed account of {whose} waits for a decision",
    ),
    Text(
        "account.no_proposal.advice", "请用 gongfang accounts list 查看待确认的账号", "look at the accounts that wait"
    ),
)
OTHER_NUMBER: Final = Refusal(
    Text("account.other_number", "与登记的账号不一致", "this is not the number that was given"),
    Text("account.other_number.advice", "请与银行卡或开户证明逐位核对", "compare it with the card, digit by digit"),
)
GIVEN_BY_SAME: Final = Refusal(
    Text(
        "account.given_by_same",
        "该账号由 {actor} 登记，本人不能确认",
        "{actor} gave this account and cannot confirm it",
    ),
    Text("account.given_by_same.advice", "请另一人确认", "another person confirms it"),
    kind="forbidden",
)


class Account(Protocol):
    """What the steps look at of an account; two that agree in `destination` are one account."""

    @property
    def number(self) -> str: ...

    @property
    def destination(self) -> tuple[str | None, ...]: ...

    @property
    def given_by(self) -> str: ...


AnAccount = TypeVar("AnAccount", bound=Account)


@dataclass(frozen=True, slots=True)
class Accounts(Generic[AnAccount]):
    """Somebody's accounts: in force, confirmed for later, and proposed while nobody has decided on it."""

    in_force: AnAccount | None = None
    following: AnAccount | None = None
    following_from: date | None = None
    """The day from which the following account takes the place of the one in force."""
    proposed: AnAccount | None = None

    def on(self, day: date) -> Accounts[AnAccount]:
        """As they stand on a day: one whose day has come has taken the other's place."""
        if self.following_from is None or day < self.following_from:
            return self
        return replace(self, in_force=self.following, following=None, following_from=None)

    def given(self, account: AnAccount, day: date, *, is_first: bool) -> Accounts[AnAccount]:
        """After an account was given: another one than stands is a proposal, and only the newest one waits."""
        now = replace(self.on(day), proposed=None)
        if any(known and known.destination == account.destination for known in (now.in_force, now.following)):
            return now
        return replace(now, in_force=account) if is_first else replace(now, proposed=account)

    def proposal(self, number: str, whose: str) -> AnAccount:
        """The account that waits, if somebody has written its number. Raises Refused."""
        if self.proposed is None:
            raise Refused(NO_PROPOSAL.of(whose=whose))
        if self.proposed.number != number:
            raise Refused(OTHER_NUMBER)
        return self.proposed

    def confirmed(self, account: AnAccount, first_day: date, day: date) -> Accounts[AnAccount]:
        """After the proposal was confirmed on a day: money goes to it from the first day on."""
        now = replace(self.on(day), proposed=None, following=account, following_from=first_day)
        return now.on(day)

    def refused(self, day: date) -> Accounts[AnAccount]:
        """After the proposal was turned down: money goes on to the account before."""
        return replace(self.on(day), proposed=None)


def refuse_own(account: Account, actor: str) -> None:
    """Raise Refused where somebody would confirm an account he gave himself."""
    refuse_the_same(account.given_by, actor, GIVEN_BY_SAME)
