"""Whose age somebody decides on, as it is answered."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from services.payroll.store.worker_months import WorkerMonthKey
from shared.http.answers import Answer, KeptMonth
from shared.identifiers import Identifier

Concern = Literal["under_age", "over_age", "not_readable"]


class AgeToDecide(Answer):
    """A worker who was too young, or older than the policy pack expects, in a month he worked in."""

    worker: Identifier
    month: KeptMonth
    concern: Concern


class AgeAnswer(Answer):
    """What of a worker's age is to be looked at, and whether somebody has decided that he is paid."""

    concern: Concern = Field(description="not_readable: his details were sealed by another installation")
    accepted: bool


def ages_to_decide(ages: Mapping[WorkerMonthKey, str]) -> list[AgeToDecide]:
    """By worker and month."""
    return [
        AgeToDecide(worker=worker, month=month, concern=concern) for (worker, month), concern in sorted(ages.items())
    ]
