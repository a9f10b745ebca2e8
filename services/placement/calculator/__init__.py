"""The kinds of facts placement evaluates for the calculator, one file each: its JSON object, its facts and its rule."""

from typing import Any, Final

from services.placement.calculator.certificate_subsidy import CERTIFICATE_SUBSIDY
from services.placement.calculator.contract_award import CONTRACT_AWARD
from services.placement.calculator.counters import LIAISON_OFFICERS, SERVICE_STATION_PROPOSAL
from services.placement.calculator.household_income_award import HOUSEHOLD_INCOME_AWARD
from services.placement.calculator.leader_award import LEADER_AWARD
from services.placement.calculator.loan_interest import LOAN_INTEREST
from services.placement.calculator.organiser_subsidy import ORGANISER_SUBSIDY
from services.placement.calculator.paid_once import JOB_SEEKING_SUBSIDY, SELF_EMPLOYMENT_SUBSIDY
from services.placement.calculator.probation_supplement import PROBATION_SUPPLEMENT
from services.placement.calculator.rent_waiver import RENT_WAIVER
from services.placement.calculator.startup_grant import STARTUP_GRANT
from services.placement.calculator.township_support import TOWNSHIP_SUPPORT
from services.placement.calculator.training_subsidy import TRAINING_SUBSIDY
from shared.calculator import CalculatorKind

KINDS: Final[tuple[CalculatorKind[Any], ...]] = (
    CERTIFICATE_SUBSIDY,
    TOWNSHIP_SUPPORT,
    STARTUP_GRANT,
    TRAINING_SUBSIDY,
    PROBATION_SUPPLEMENT,
    ORGANISER_SUBSIDY,
    HOUSEHOLD_INCOME_AWARD,
    LEADER_AWARD,
    CONTRACT_AWARD,
    LOAN_INTEREST,
    RENT_WAIVER,
    JOB_SEEKING_SUBSIDY,
    SELF_EMPLOYMENT_SUBSIDY,
    SERVICE_STATION_PROPOSAL,
    LIAISON_OFFICERS,
)
