"""The kinds of facts the calculator evaluates, one file each: its JSON object, its facts and its rule."""

from collections.abc import Mapping
from typing import Any, Final

from services.payroll.calculator.evaluation import CalculatorKind
from services.payroll.calculator.kinds.profit import PROFIT
from services.payroll.calculator.kinds.worker_month import WORKER_MONTH
from services.payroll.calculator.kinds.workshop_month import WORKSHOP_MONTH

KINDS: Final[Mapping[str, CalculatorKind[Any]]] = {kind.name: kind for kind in (WORKER_MONTH, WORKSHOP_MONTH, PROFIT)}
