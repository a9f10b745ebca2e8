"""What closing a workshop's month would settle, as things stand: computed for the preview and for the closing alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.payroll.decisions.refusals.months import NO_PACK, NO_WORKSHOP
from services.payroll.decisions.waiting import WaitingByName
from services.payroll.domain.accounts import debt
from services.payroll.domain.frozen_settlement import statements_hash
from services.payroll.domain.rule_book import RECOVERY_CAP_PERCENT, RECOVERY_FLOOR
from services.payroll.domain.settlement import (
    UNLIMITED,
    Adjustment,
    Amounts,
    LineKey,
    RecoveryLimits,
    SettledStatement,
    Settlement,
    settle,
    sum_by_line,
)
from services.payroll.store import adjustments, ledger, to_settle
from services.payroll.store import waiting as store
from services.payroll.store.doubted_days import DoubtedDay, doubted_days
from services.payroll.store.waiting import Waiting
from services.payroll.store.worker_months import WorkerMonthKey
from services.payroll.store.workshops import load_workshop
from shared.database import Connection
from shared.money import ZERO, format_amount, round_up_to_fen
from shared.months import Month
from shared.refusals import Refused


@dataclass(frozen=True, slots=True)
class MonthDraft:
    """Everybody a closing settles now, workers by id, then collectives."""

    workshop: str
    month: str
    settlements: tuple[Settlement, ...]
    candidates: frozenset[str]
    """Workers with a statement or a difference that could be settled now, held or not."""
    held: Mapping[str, str]
    waiting: WaitingByName
    doubted: tuple[DoubtedDay, ...]
    """Days a clerk should look at before he submits; they weigh what they weigh, so the hash leaves them out."""

    @property
    def statements_hash(self) -> str:
        """SHA-256 over what each beneficiary gets and why, whatever was computed how often."""
        return statements_hash(self.workshop, self.month, self.settlements, self.held)

    @property
    def workers(self) -> list[str]:
        return [part.beneficiary for part in self.settlements if part.beneficiary_kind == "worker"]

    @property
    def worker_months(self) -> set[WorkerMonthKey]:
        """The months settled of workers, and this one of each of them."""
        settled = {key for part in self.settlements for key in part.worker_months}
        return settled | {(worker, self.month) for worker in self.workers}

    @property
    def people(self) -> set[str]:
        """Everybody the month names: whom it settles, who is held, whom something waits for or a day is doubted of."""
        return {*self.workers, *self.held, *self.waiting, *(day.worker for day in self.doubted)}

    @property
    def incomplete(self) -> dict[str, list[str]]:
        """Workers whose statements still lack something, with the reasons."""
        return {
            part.beneficiary: list(part.statement.incomplete)
            for part in self.settlements
            if part.statement and part.statement.incomplete
        }

    def totals(self) -> dict[str, str]:
        """Control totals as strings in yuan."""
        return {
            "earned": format_amount(sum((part.earned_yuan for part in self.settlements), ZERO)),
            "adjustments": format_amount(sum((part.adjustment_yuan for part in self.settlements), ZERO)),
            "recovered": format_amount(sum((part.recovered_yuan for part in self.settlements), ZERO)),
            "net": format_amount(sum((part.net_yuan for part in self.settlements), ZERO)),
        }


async def draft_month(connection: Connection, workshop: str, month: str, held: Mapping[str, str]) -> MonthDraft:
    """What a closing would settle: the open statements, differences of earlier months, and awards.

    Workers and collectives in `held` are left out; what they are owed becomes a difference once the month is
    closed. Whom something waits for is in `waiting`, held or not.
    """
    limits = await recovery_limits(connection, workshop, month)
    statements, due = await _candidates(connection, workshop, month)
    waiting = await _waiting(connection, workshop, month, statements, due)
    candidates = frozenset({*statements, *(worker for worker, _ in due)})
    taken = {worker: statement for worker, statement in statements.items() if worker not in held}
    due = [key for key in due if key[0] not in held]
    drafted = await draft_workers(connection, workshop, month, taken, due, limits)
    drafted += await _draft_collectives(connection, workshop, month, held)
    doubted = await doubted_days(connection, workshop, month)
    return MonthDraft(workshop, month, tuple(drafted), candidates, held, waiting, doubted)


async def _candidates(
    connection: Connection, workshop: str, month: str
) -> tuple[dict[str, SettledStatement], list[WorkerMonthKey]]:
    """What could be settled of workers: open statements of the month, and differences due."""
    statements = await to_settle.closable_statements(connection, workshop, month)
    return statements, await adjustments.due_at(connection, workshop, list(statements))


async def _waiting(
    connection: Connection, workshop: str, month: str, workers: Collection[str], due: Collection[WorkerMonthKey]
) -> dict[str, list[Waiting]]:
    """Whom something waits for among those a closing settles, those without a statement yet, and collectives."""
    unseen = await store.waiting_without_statement(connection, workshop, month)
    keys = {*due, *((worker, month) for worker in (*workers, *unseen))}
    found: dict[str, list[Waiting]] = {}
    for (worker, _), parts in sorted((await store.wages_waiting(connection, keys)).items()):
        found.setdefault(worker, []).extend(parts)
    for collective, parts in (await store.awards_waiting(connection, workshop, month)).items():
        found.setdefault(collective, []).extend(parts)
    return found


async def waiting_counts(connection: Connection, places: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many subjects wait on which closing each of these workshops' months rests; those with none are left out."""
    if not (await store.waiting_about(connection, "wages") or await store.waiting_about(connection, "awards")):
        return {}
    found = {}
    for workshop, month in places:
        waiting = await _waiting(connection, workshop, month, *await _candidates(connection, workshop, month))
        subjects = {(part.service, part.kind, part.subject) for parts in waiting.values() for part in parts}
        if subjects:
            found[workshop, month] = len(subjects)
    return found


async def recovery_limits(connection: Connection, workshop: str, month: str) -> RecoveryLimits:
    """How much of a debt a month of this workshop may recover, by its pack. Raises Refused where it has none here."""
    registered = await load_workshop(connection, workshop)
    if not registered.is_registered:
        raise Refused(NO_WORKSHOP.of(workshop=workshop))
    policy = registered.policy_on(Month.parse(month).first_day)
    if policy is None:
        raise Refused(NO_PACK.of(pack=registered.policy_pack, workshop=workshop))
    floor_yuan = policy.optional_decimal(RECOVERY_FLOOR)
    return RecoveryLimits(
        policy.optional_decimal(RECOVERY_CAP_PERCENT), None if floor_yuan is None else round_up_to_fen(floor_yuan)
    )


async def draft_workers(
    connection: Connection,
    workshop: str,
    month: str,
    statements: Mapping[str, SettledStatement],
    due: Sequence[WorkerMonthKey],
    limits: RecoveryLimits,
) -> list[Settlement]:
    """The settlements of workers: their statements of the month, if any, with their differences due."""
    posted = await ledger.posted_amounts(connection, "worker", due)
    now = await to_settle.current_statements(connection, due)
    of_worker: dict[str, list[Adjustment]] = {}
    for key in due:
        adjustment = Adjustment(
            key[1], posted.get(key, {}), now[key].amounts, now[key].revision, now[key].attendance_days
        )
        of_worker.setdefault(key[0], []).append(adjustment)
    workers = sorted({*statements, *of_worker})
    debts = await ledger.balances(connection, [debt("worker", worker).name for worker in workers])
    drafted = []
    for worker in workers:
        statement = statements.get(worker)
        earned = sum_by_line(statement.lines) if statement else {}
        debt_yuan = debts[debt("worker", worker).name]
        corrections = of_worker.get(worker, [])
        drafted.append(settle("worker", worker, workshop, month, earned, corrections, debt_yuan, limits, statement))
    return drafted


async def _draft_collectives(
    connection: Connection, workshop: str, month: str, held: Mapping[str, str]
) -> list[Settlement]:
    """Awards of the month, and differences of earlier ones, by collective; incomplete months and who is held wait."""
    should: dict[tuple[str, str], dict[LineKey, Decimal]] = {}
    waiting: set[tuple[str, str]] = set()
    for award in await to_settle.awards_through(connection, workshop, month):
        collective_month = (award.beneficiary, award.month)
        if award.incomplete:
            waiting.add(collective_month)
        amounts = should.setdefault(collective_month, {})
        for key, amount_yuan in sum_by_line(award.lines).items():
            amounts[key] = amounts.get(key, ZERO) + amount_yuan
    known = {*should, *await to_settle.posted_award_months(connection, workshop)} - waiting
    keys = sorted(key for key in known if key[0] not in held)
    posted = await ledger.posted_amounts(connection, "collective", keys)
    earned: dict[str, Amounts] = {}
    corrections: dict[str, list[Adjustment]] = {}
    for collective, of_month in keys:
        before = {
            key: amount for key, amount in posted.get((collective, of_month), {}).items() if key.workshop == workshop
        }
        after = should.get((collective, of_month), {})
        adjustment = Adjustment(of_month, before, after)
        if of_month == month and not before:
            earned[collective] = after
        elif adjustment.difference:
            corrections.setdefault(collective, []).append(adjustment)
    names = sorted({*earned, *corrections})
    debts = await ledger.balances(connection, [debt("collective", name).name for name in names])
    drafted = []
    for name in names:
        owed_yuan = debts[debt("collective", name).name]
        settlement = settle(
            "collective", name, workshop, month, earned.get(name, {}), corrections.get(name, []), owed_yuan, UNLIMITED
        )
        if not settlement.is_empty:
            drafted.append(settlement)
    return drafted
