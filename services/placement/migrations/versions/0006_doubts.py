"""Why a clerk should look at a day, kept as it was published; days with flags are decided again to say so."""

from alembic import op

revision = "0006"
down_revision = "0005"

COLUMN = "ALTER TABLE attendance ADD COLUMN doubts text NOT NULL DEFAULT '';"

MARKS = """
INSERT INTO recompute_due (kind, key, correlation_id, causation_id)
SELECT 'attendance', ARRAY[worker, workshop, day::text],
       'gongfang:placement#migration-0006', 'gongfang:placement#migration-0006'
FROM attendance WHERE jsonb_array_length(clock_day -> 'flags') > 0
ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    """Add the column, and mark the days."""
    op.execute(COLUMN)
    op.execute(MARKS)
