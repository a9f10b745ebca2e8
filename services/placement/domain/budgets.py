"""The budget that bears a subsidy: the pack names one for each, and without it the subsidy is not configured."""

from __future__ import annotations

from shared.policy import Policy
from shared.rules.lines import NOT_CONFIGURED, Line, nothing, why_not_payable
from shared.rules.wanted import NO_BUDGET
from shared.texts import Text


def why_not_borne(
    title: Text, beneficiary: str, policy: Policy, required: tuple[str, ...], budget: str, workshop: str = ""
) -> Line | None:
    """The zero line of a rule not in force, not configured or without a budget; None where it can be computed.

    `budget` is the parameter that names the budget; what the budget holds must be set too.
    """
    blocked = why_not_payable(title, beneficiary, policy, required, workshop)
    if blocked is not None:
        return blocked
    named = policy.choice(budget)
    unset = budget if named == NO_BUDGET else f"{named}.amount"
    if named != NO_BUDGET and policy.optional_decimal(unset) is not None:
        return None
    return nothing(title, beneficiary, NOT_CONFIGURED, {"parameter": unset}, (budget,), workshop=workshop)
