"""When a worker's month is settled and when it is closed: one definition for all, as SQL over `statement AS s`.

What is not closed waits for its own closing; what is closed and differs from its postings waits in `adjustment_due`;
the rest was settled and is owed or paid.
"""

from typing import Final

SETTLED: Final = """(
    EXISTS (SELECT FROM settlement AS t WHERE t.beneficiary = s.worker AND t.month = s.month
            AND t.beneficiary_kind = 'worker' AND t.content ->> 'statement' IS NOT NULL)
    OR EXISTS (SELECT FROM posting AS p WHERE p.beneficiary = s.worker AND p.month = s.month
               AND 'payable:worker:' || s.worker IN (p.debit_account, p.credit_account)))
"""
"""A closing has taken it, or something was posted for it."""

CLOSED: Final = f"""({SETTLED}
    OR EXISTS (SELECT FROM payroll_month AS m WHERE m.workshop = s.workshop AND m.month >= s.month
               AND m.state IN ('closed', 'paid')))
"""
"""It is settled, or came too late for its workshop's closing: no closing of its own will take it any more."""
