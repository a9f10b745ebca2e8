"""Paying what the months owe, as what may happen in a state machine: batches, files, returns in part or late."""

from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from hypothesis.stateful import initialize

from services.payroll.decisions.payee_accounts import give_account
from services.payroll.decisions.payments import cancel_batch
from shared.details import BankAccount
from shared.refusals import Refused
from tests.support.payroll import bank
from tests.support.payroll.facts_machine import MONTHS, WORKERS, WORKSHOPS, Acts, FactsMachine, Result

ANSWERS = {"settled": ("成功", ""), "returned": ("失败", "账号与户名不符")}

BANK_ANSWERS: tuple[list[str], ...] = (
    [],
    ["settled"] * 5,
    ["settled"] * 5,
    ["settled", "returned", "settled"],
    ["returned", "settled", "settled", "returned"],
    ["", "settled", "returned", "", "settled"],
)
PAYMENTS: Acts = (
    "money_moves_or_does_not",
    (
        ["account", *["batch"] * 4, *["return"] * 4, "retry", "cancel"],
        WORKERS,
        (None, None, *MONTHS),
        range(4),
        BANK_ANSWERS,
    ),
)


class PaymentsMachine(FactsMachine):
    """The county's finance clerk, and a bank that answers what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.details: dict[str, int] = {}

    def decide(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """A decision is taken, or refused with a reason; anything else fails."""
        with suppress(Refused):
            return self.run(work)
        return None

    def chosen(self, choice: int) -> int | None:
        """One of the batches, the newest most often."""
        return self.batches[-1 - min(choice, len(self.batches) - 1)] if self.batches else None

    @initialize()
    def two_have_an_account(self) -> None:
        for worker in WORKERS[:2]:
            self.give_details(worker, "6217000000000000001")

    def give_details(self, worker: str, account: str | None) -> None:
        self.details[worker] = self.details.get(worker, 0) + 1
        self.run(self.payroll.record(bank.details(worker, account, self.details[worker])))

    def money_moves_or_does_not(
        self, kind: str, worker: str, month: str | None, choice: int, answers: list[str]
    ) -> None:
        """The finance clerk acts, or the bank does."""
        getattr(self, f"_do_{kind}")(worker, month, choice, answers)

    def _do_account(self, worker: str, _: str | None, choice: int, __: list[str]) -> None:
        self.give_details(worker, f"621700000000000000{choice}" if choice else None)

    def _do_batch(self, _: str, month: str | None, __: int, answers: list[str]) -> None:
        """Of all that is owed or of a month, and perhaps answered at once."""
        if batch := self.decide(bank.pay(self.payroll, month)):
            self.batches.append(batch)
            if answers:
                self._return(batch, answers, fetched=True)

    def _do_return(self, _: str, __: str | None, choice: int, answers: list[str]) -> None:
        """Perhaps otherwise than before, perhaps for a batch the bank never had."""
        if (number := self.chosen(choice)) is not None:
            self._return(number, answers, fetched=choice != 3)

    def _do_retry(self, _: str, __: str | None, choice: int, ___: list[str]) -> None:
        number = self.chosen(choice)
        if number is not None and (batch := self.decide(bank.retry(self.payroll, number))):
            self.batches.append(batch)

    def _do_cancel(self, _: str, __: str | None, choice: int, ___: list[str]) -> None:
        if (number := self.chosen(choice)) is not None:
            self.decide(self._cancel(number))

    async def _cancel(self, number: int) -> None:
        async with self.payroll.deciding() as transaction:
            await cancel_batch(transaction, number, "finance", "made too early")

    def _return(self, number: int, answers: list[str], *, fetched: bool) -> None:
        """Answers for the first payments; an empty one says nothing, and of those behind the last nothing is said."""
        if fetched:
            self.decide(bank.fetch(self.payroll, number))
        rows = self.run(bank.all_items(self.payroll, number))
        told = {row.reference: answer for row, answer in zip(rows, answers, strict=False) if answer}
        self.decide(self._answer(number, told))

    async def _answer(self, number: int, told: Mapping[str, str]) -> None:
        amounts = {row.reference: row.amount_yuan for row in await bank.all_items(self.payroll, number)}
        content = bank.bank_answer({reference: ANSWERS[answer] for reference, answer in told.items()}, amounts)
        await bank.take(self.payroll, number, content)

    def pay_everything(self) -> None:
        """Everybody gets an account, whatever is under way arrives, and the rest is paid."""
        for number, worker in enumerate(WORKERS):
            self.give_details(worker, f"621700000000000001{number}")
        for at in WORKSHOPS:
            self.run(self._give_account(f"V-{at}"))
        for number in self.batches:
            self.decide(bank.settle(self.payroll, number))
        if batch := self.decide(bank.pay(self.payroll)):
            self.run(bank.settle(self.payroll, batch))

    async def _give_account(self, collective: str) -> None:
        account = BankAccount("6217000000000000099", "铜仁农村商业银行", "402705002013", collective)
        async with self.payroll.deciding() as transaction:
            await give_account(transaction, ("collective", collective), account, "registrar", bank.PAY_DAY)
