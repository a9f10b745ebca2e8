"""The steps of a month and of a supplement: who takes which when, and by when a month is to be paid."""

from typing import Final

from services.payroll.decisions.refusals import months as of_month
from services.payroll.decisions.refusals import supplements as of_supplement
from services.payroll.decisions.refusals.roles import NO_CHECKER, NO_CLERK
from services.payroll.domain.rule_book import WAGES_DUE_DAYS
from services.payroll.domain.states import MONTHS, SUPPLEMENTS
from shared.decisions.lifecycle import Lifecycle, Role, State, Step

CLERK: Final = Role("clerk", NO_CLERK, of="workshop")
CHECKER: Final = Role("checker", NO_CHECKER, of="township")

SUBMITTED: Final = Step("submitted", ("open",), ("in_review",), (CLERK,))
SENT_BACK: Final = Step("sent_back", ("in_review",), ("open",), (CLERK, CHECKER), reason_wanted=True)
APPROVED: Final = Step(
    "approved",
    ("in_review",),
    ("closed",),
    (CHECKER,),
    another_than=SUBMITTED,
    by_the_same=of_month.SUBMITTED_BY_SAME,
)
NOTHING_TO_PAY: Final = Step("nothing_to_pay", ("closed",), ("paid",))
ARRIVED: Final = Step("paid", ("closed",), ("paid",))
PAYMENT_RETURNED: Final = Step("payment_returned", ("paid",), ("closed",))
SUPPLEMENTED: Final = Step(
    "supplemented", ("closed", "paid"), ("closed", "paid"), out_of_turn=of_supplement.MONTH_NOT_CLOSED
)

MONTH: Final = Lifecycle(
    "month",
    key=("workshop", "month"),
    states=(
        State("open", MONTHS["open"], due_days=WAGES_DUE_DAYS),
        State("in_review", MONTHS["in_review"], due_days=WAGES_DUE_DAYS),
        State("closed", MONTHS["closed"], due_days=WAGES_DUE_DAYS),
        State("paid", MONTHS["paid"]),
    ),
    steps=(SUBMITTED, SENT_BACK, APPROVED, NOTHING_TO_PAY, ARRIVED, PAYMENT_RETURNED, SUPPLEMENTED),
    out_of_turn=of_month.OTHER_STATE,
    beside=("statements_hash",),
)
"""A workshop's month. Its wages are due some days after its last day, whatever state it is in then."""

PREPARED: Final = Step("prepared", (), ("prepared",), (CLERK,), reason_wanted=True)
SUPPLEMENT_APPROVED: Final = Step(
    "approved",
    ("prepared",),
    ("approved",),
    (CHECKER,),
    another_than=PREPARED,
    by_the_same=of_supplement.PREPARED_BY_SAME,
)
SUPPLEMENT_REFUSED: Final = Step("refused", ("prepared",), ("refused",), (CHECKER,), reason_wanted=True)

SUPPLEMENT: Final = Lifecycle(
    "supplement",
    key=("supplement",),
    states=tuple(State(name, SUPPLEMENTS[name]) for name in ("prepared", "approved", "refused")),
    steps=(PREPARED, SUPPLEMENT_APPROVED, SUPPLEMENT_REFUSED),
    out_of_turn=of_supplement.DECIDED_ALREADY,
)
