"""A first version in the history for statements computed before there was a history."""

from alembic import op

revision = "0006"
down_revision = "0005"

# What a statement rested on was not kept: these are the facts of its month as they stand, from which it is computed
# again and, unless something is marked, comes out the same.
VERSIONS = """
INSERT INTO statement_version (worker, month, revision, workshop, policy_pack, lines, total_yuan, attendance_days,
                               flags, incomplete, rests_on, correlation_id, causation_id, computed_at)
SELECT s.worker, s.month, s.revision, s.workshop, s.policy_pack, s.lines, s.total_yuan, s.attendance_days,
       s.flags, s.incomplete, coalesce(facts.events, '[]'), s.correlation_id, s.causation_id, s.computed_at
FROM statement AS s
CROSS JOIN LATERAL (SELECT to_date(s.month, 'YYYY-MM') AS first_day) AS of_month
CROSS JOIN LATERAL (
    SELECT jsonb_agg(event ORDER BY event COLLATE "C") AS events FROM (
        SELECT event FROM worker WHERE worker = s.worker AND NOT withdrawn
        UNION SELECT event FROM attendance
        WHERE worker = s.worker AND NOT withdrawn AND day >= first_day AND day < first_day + interval '1 month'
        UNION SELECT event FROM piecework
        WHERE worker = s.worker AND NOT withdrawn
              AND worked_on >= first_day AND worked_on < first_day + interval '1 month'
        UNION SELECT event FROM certificate WHERE worker = s.worker AND NOT withdrawn
        UNION SELECT r.event FROM worker AS w, jsonb_array_elements(w.assignments) AS part
        JOIN roster AS r ON r.workshop = part ->> 'workshop'
        WHERE w.worker = s.worker AND NOT w.withdrawn AND r.month = s.month AND NOT r.withdrawn
              AND r.worker_group IN ('', coalesce(part ->> 'group', ''))) AS found
    WHERE event <> '') AS facts
WHERE NOT EXISTS (SELECT FROM statement_version AS v WHERE (v.worker, v.month) = (s.worker, s.month))
"""


def upgrade() -> None:
    """Write the versions."""
    op.get_bind().exec_driver_sql(VERSIONS)
