"""Awards that payroll granted, kept beside the order month they reward."""

from typing import Final

from shared.facts.projections import Projection

AWARD: Final = Projection(
    "award",
    ("workshop", "month", "company"),
    {
        "workshop": "text",
        "month": "text",
        "company": "text",
        "beneficiary": "text",
        "payer": "text",
        "amount_yuan": "numeric",
    },
)
