"""Bank accounts as a workshop's clerk collects them: one a worker, of a bank that does not exist."""

from collections.abc import Iterator
from typing import Any, Final

from cli.sample.clients import workshop_clerk
from cli.sample.folder import Phase, SampleFolder
from cli.sample.moments import local_moment
from cli.sample.people import Person, Role
from cli.sample.plan import WorkshopPlan
from cli.sample.request import SampleRequest
from cli.sample.sending import Sending
from cli.sample.workshop import folder_of, is_registered_late

WORKSHOPS_WITH_SOMEBODY_WITHOUT: Final = 2
BANK_CODE: Final = "000701000017"
"""No bank of the payment system has a number that begins with three zeros."""

_COLUMNS: Final = "worker account_number bank_name bank_code recorded_at"


def write_accounts(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    """The accounts of those who began in this workshop; with faults, somebody in the first two has none yet."""
    sending = Sending.table("placement", "accounts", workshop_clerk(plan.code))
    about = "bank accounts the wages go to" + (", but for one" if _is_one_missing(request, plan) else "")
    late_about = "bank accounts of those registered late"
    with (
        folder.table(f"{folder_of(plan)}/accounts.csv", Phase.REGISTERS, sending, about, _COLUMNS) as table,
        folder.table(f"{folder_of(plan)}/accounts-late.csv", Phase.LATE, sending, late_about, _COLUMNS) as late,
    ):
        for person in _beginners(plan):
            if person.role is Role.MID_MONTH_JOINER and _is_one_missing(request, plan):
                folder.without_account.append(person.worker)
            else:
                chosen = late if is_registered_late(request, plan, person) else table
                chosen.row(**_account_row(plan, person))


def _account_row(plan: WorkshopPlan, person: Person) -> dict[str, Any]:
    return {
        "worker": person.worker,
        "account_number": person.account_number,
        "bank_name": f"样例村镇银行{plan.number}号支行",
        "bank_code": BANK_CODE,
        "recorded_at": local_moment(person.first_day, "08:20"),
    }


def _is_one_missing(request: SampleRequest, plan: WorkshopPlan) -> bool:
    return request.faults and plan.number <= WORKSHOPS_WITH_SOMEBODY_WITHOUT


def _beginners(plan: WorkshopPlan) -> Iterator[Person]:
    """Whoever came from another workshop keeps the account given there."""
    return (enrolment.person for enrolment in plan.taken_on)
