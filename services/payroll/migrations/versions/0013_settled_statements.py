"""How far each worker's month is: one view for drafts, differences, supplements and overdue wages, and an index."""

from alembic import op

revision = "0013"
down_revision = "0012"

# `taken_by` is the workshop whose closing settled the statement. A month is `settled` where one did, or something was
# posted for it: what a closing left out is settled as a difference and taken by none. It is `closed` where it is
# settled, or came too late for its workshop's closing: no closing of its own will take it any more. What is not closed
# waits for its own closing; what is closed and differs from its postings waits in adjustment_due; the rest was settled
# and is owed or paid. `state` is that of the month it was taken in; of what none took, closed or that of its own month.
# `settled_revision` is the revision settled last, by its closing or as a difference since.
VIEW = """
CREATE VIEW statement_settlement AS
SELECT worker, month, revision, workshop, policy_pack, lines, total_yuan, piecework_yuan, attendance_days, month_index,
       flags, incomplete, taken_by, settled, closed, settled_revision,
       CASE WHEN taken_by IS NOT NULL
                 THEN (SELECT m.state FROM payroll_month AS m WHERE m.workshop = taken_by AND m.month = c.month)
            WHEN closed THEN 'closed'
            ELSE coalesce((SELECT m.state FROM payroll_month AS m
                           WHERE m.workshop = c.workshop AND m.month = c.month), 'open') END AS state
FROM (SELECT *, settled OR EXISTS (
             SELECT FROM payroll_month AS m WHERE m.workshop = p.workshop AND m.month >= p.month
             AND m.state IN ('closed', 'paid')) AS closed
      FROM (SELECT s.*, (
                   SELECT t.workshop FROM settlement AS t WHERE t.beneficiary = s.worker AND t.month = s.month
                   AND t.beneficiary_kind = 'worker' AND t.content ->> 'statement' IS NOT NULL) AS taken_by,
               EXISTS (
                   SELECT FROM settlement AS t WHERE t.beneficiary = s.worker AND t.month = s.month
                   AND t.beneficiary_kind = 'worker' AND t.content ->> 'statement' IS NOT NULL)
               OR EXISTS (
                   SELECT FROM posting AS g WHERE g.beneficiary = s.worker AND g.month = s.month
                   AND 'payable:worker:' || s.worker IN (g.debit_account, g.credit_account)) AS settled, (
                   SELECT max(part.revision) FROM settlement AS t CROSS JOIN LATERAL (
                       SELECT t.month, (t.content -> 'statement' ->> 'revision')::integer AS revision
                       UNION ALL SELECT a ->> 'month', (a ->> 'revision')::integer
                       FROM jsonb_array_elements(t.content -> 'adjustments') AS a) AS part
                   WHERE t.beneficiary = s.worker AND t.beneficiary_kind = 'worker'
                     AND part.month = s.month) AS settled_revision
            FROM statement AS s) AS p) AS c;
"""

# Everything settled of somebody, which the last revision is looked for in; what closed it was only found by its month.
INDEX = "CREATE INDEX settlement_beneficiary ON settlement (beneficiary, beneficiary_kind)"


def upgrade() -> None:
    """Create both."""
    for part in (VIEW, INDEX):
        op.get_bind().exec_driver_sql(part)
