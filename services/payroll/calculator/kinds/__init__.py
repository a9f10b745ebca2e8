"""The kinds of facts the calculator evaluates, one file each: its JSON object, its facts and its rule."""

from collections.abc import Mapping
from typing import Any, Final

from services.payroll.calculator.evaluation import CalculatorKind
from services.payroll.calculator.kinds.certificate_subsidy import CERTIFICATE_SUBSIDY
from services.payroll.calculator.kinds.contract_farming_price import CONTRACT_FARMING_PRICE
from services.payroll.calculator.kinds.manager_pay import MANAGER_PAY
from services.payroll.calculator.kinds.piece_rate_levels import PIECE_RATE_LEVELS
from services.payroll.calculator.kinds.probation_supplement import PROBATION_SUPPLEMENT
from services.payroll.calculator.kinds.profit import PROFIT
from services.payroll.calculator.kinds.startup_grant import STARTUP_GRANT
from services.payroll.calculator.kinds.township_support import TOWNSHIP_SUPPORT
from services.payroll.calculator.kinds.training_subsidy import TRAINING_SUBSIDY
from services.payroll.calculator.kinds.worker_month import WORKER_MONTH
from services.payroll.calculator.kinds.workshop_month import WORKSHOP_MONTH

KINDS: Final[Mapping[str, CalculatorKind[Any]]] = {
    kind.name: kind
    for kind in (
        WORKER_MONTH,
        WORKSHOP_MONTH,
        PROFIT,
        MANAGER_PAY,
        CERTIFICATE_SUBSIDY,
        CONTRACT_FARMING_PRICE,
        TOWNSHIP_SUPPORT,
        STARTUP_GRANT,
        TRAINING_SUBSIDY,
        PROBATION_SUPPLEMENT,
        PIECE_RATE_LEVELS,
    )
}
