"""The kinds of payroll's marks: what may have changed and is computed again."""

from typing import Final

STATEMENT: Final = "statement"
"""A worker and a month whose statement may have changed."""
WORKER: Final = "worker"
"""A worker whose statements of all months may have changed."""
ROSTER: Final = "roster"
"""A workshop and a month whose workers' statements may have changed."""
WORKSHOP: Final = "workshop"
"""A workshop on which statements, awards and divisions rest."""
AWARD: Final = "award"
"""A workshop, company and month whose award may have changed."""
DIVISION: Final = "division"
"""A workshop whose profit divisions may have changed."""
