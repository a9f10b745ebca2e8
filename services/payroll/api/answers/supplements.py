"""Supplements as they are answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import Field

from services.payroll.api.answers.ages import AgeToDecide, ages_to_decide
from services.payroll.api.answers.settlements import SettlementContent, content
from services.payroll.domain.settlement import Settlement
from services.payroll.store.supplements import SupplementRow, SupplementState
from services.payroll.store.worker_months import WorkerMonthKey
from shared.http.answers import Answer, KeptMonth
from shared.identifiers import Identifier


class _Supplement(Answer):
    supplement: int
    workshop: Identifier
    month: KeptMonth
    worker: Identifier
    reason: str
    prepared_by: str
    prepared_hash: str
    state: SupplementState
    decided_by: str | None


class SupplementListed(_Supplement):
    """A supplement, with who prepared it and who decided."""

    prepared_at: datetime
    decided_at: datetime | None
    refusal: str | None = Field(description="Why it was turned down")


class SupplementsAnswer(Answer):
    """A month's supplements, newest first."""

    supplements: list[SupplementListed]
    names: dict[str, str] = Field(description="What the workers are called, to who may know")


class SupplementAnswer(_Supplement):
    """A supplement with what it settles: as facts are now, or as it was settled."""

    content: SettlementContent | None = Field(description="Null where it was refused, or nothing is due any more")
    changed: bool = Field(description="Facts have changed it since it was prepared: it is refused and made anew")
    ages: list[AgeToDecide]
    names: dict[str, str] = Field(description="What the worker is called, to who may know")


class SupplementPrepared(SettlementContent):
    """A supplement that was prepared, with what it would settle."""

    supplement: int
    state: Literal["prepared"]
    prepared_hash: str


class SupplementApproved(SettlementContent):
    """A supplement that was approved, with what it settled."""

    supplement: int
    state: Literal["approved"]


class SupplementRefused(Answer):
    """A supplement that was turned down."""

    supplement: int
    state: Literal["refused"]


def supplement_answer(
    row: SupplementRow,
    settlement: Settlement | None,
    ages: Mapping[WorkerMonthKey, str],
    names: Mapping[str, str],
    *,
    changed: bool,
) -> SupplementAnswer:
    """A supplement with what it settles."""
    return SupplementAnswer(
        supplement=row.supplement,
        workshop=row.workshop,
        month=row.month,
        worker=row.worker,
        reason=row.reason,
        prepared_by=row.prepared_by,
        prepared_hash=row.prepared_hash,
        state=row.state,
        decided_by=row.decided_by,
        content=content(settlement) if settlement else None,
        changed=changed,
        ages=ages_to_decide(ages),
        names=names,
    )
