"""The kinds of facts payroll evaluates for the calculator, one file each: its JSON object, its facts and its rule."""

from typing import Any, Final

from services.payroll.calculator.management_staff_pay import MANAGEMENT_STAFF_PAY
from services.payroll.calculator.manager_pay import MANAGER_PAY
from services.payroll.calculator.profit import PROFIT
from services.payroll.calculator.worker_month import WORKER_MONTH
from services.payroll.calculator.workshop_month import WORKSHOP_MONTH
from shared.calculator import CalculatorKind

KINDS: Final[tuple[CalculatorKind[Any], ...]] = (
    WORKER_MONTH,
    WORKSHOP_MONTH,
    PROFIT,
    MANAGER_PAY,
    MANAGEMENT_STAFF_PAY,
)
