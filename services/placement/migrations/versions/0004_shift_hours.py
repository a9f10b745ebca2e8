"""Shift hours on rosters; and every day a clock shows is derived again, since shifts may cross the hour of the day."""

from alembic import op

revision = "0004"
down_revision = "0003"

COLUMN = "ALTER TABLE roster_version ADD COLUMN shift_hours text;"

# A day beside one that a clock shows may gain a shift that began on it.
MARKS = """
INSERT INTO recompute_due (kind, key, correlation_id, causation_id)
SELECT DISTINCT 'attendance', ARRAY[worker, workshop, (day + beside)::text],
       'gongfang:placement#migration-0004', 'gongfang:placement#migration-0003'
FROM attendance, generate_series(-1, 1) AS beside WHERE clock_day IS NOT NULL
ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    """Add the column, and mark the days."""
    op.execute(COLUMN)
    op.execute(MARKS)
