"""A state of another service that could not be applied is one that waits: an open dead letter of its stream."""

from alembic import op

revision = "0009"
down_revision = "0008"

# Whom a letter is about stands in the subject its id begins with; what nobody can tell from it concerns all.
# An unproved one is nobody's word, so it stops nothing.
VIEW = """
CREATE OR REPLACE VIEW waiting_concern AS
SELECT service, kind, waiting, since, reason, about, worker, workshop, month
FROM (SELECT service, number, kind, waiting, since, reason, concerns FROM waiting_elsewhere WHERE NOT withdrawn
      UNION ALL SELECT 'payroll', number, kind, to_jsonb(key), since, reason, concerns FROM waiting
      WHERE NOT withdrawn) AS everywhere
CROSS JOIN LATERAL jsonb_to_recordset(concerns) AS of (about text, worker text, workshop text, month text)
UNION ALL
SELECT letter.origin, 'dead_letter', jsonb_build_array(letter.id::text, letter.event_id), letter.received_at,
       'refused', of.about, of.worker, of.workshop, NULL
FROM (SELECT *, string_to_array(split_part(event_id, '@', 1), '/') AS part FROM dead_letter
      WHERE state = 'open' AND origin IN ('orders', 'placement') AND pointer <> '/signature') AS letter
CROSS JOIN LATERAL (VALUES
    ('piecework.recorded', 'wages', part[3], NULL),
    ('attendance.recorded', 'wages', part[2], NULL),
    ('worker.registered', 'wages', part[2], NULL),
    ('worker.details.changed', 'accounts', part[2], NULL),
    ('skill.certified', 'wages', NULL, NULL),
    ('roster.changed', 'wages', NULL, part[2]),
    ('workshop.changed', 'wages', NULL, part[2]),
    ('workshop.changed', 'awards', NULL, part[2]),
    ('workshop.changed', 'profit', NULL, part[2]),
    ('production.reported', 'awards', NULL, part[2]),
    ('profit.reported', 'profit', NULL, part[2]),
    ('shareholding.changed', 'profit', NULL, part[2]),
    ('orders.delayed', 'wages', NULL, NULL),
    ('orders.delayed', 'awards', NULL, NULL),
    ('orders.delayed', 'profit', NULL, NULL),
    ('placement.delayed', 'wages', NULL, NULL),
    ('placement.delayed', 'awards', NULL, NULL),
    ('placement.delayed', 'profit', NULL, NULL),
    ('placement.delayed', 'accounts', NULL, NULL)
) AS of (event_type, about, worker, workshop)
WHERE starts_with(letter.event_type, of.event_type || '.v');
"""


def upgrade() -> None:
    """Let letters count as what waits."""
    op.get_bind().exec_driver_sql(VIEW)
