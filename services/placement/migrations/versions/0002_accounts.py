"""Bank accounts, sealed beside the other details; and the details of everybody known, to be published."""

from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = """
ALTER TABLE person
    ADD COLUMN sealed_account bytea,
    ADD COLUMN account_time timestamptz,
    ADD COLUMN account_source text COLLATE "C",
    ADD COLUMN account_event_id text COLLATE "C";
"""

# Until now details were not published: whoever is known already would be missing from payslips.
MARKS = """
INSERT INTO recompute_due (kind, key, correlation_id, causation_id)
SELECT 'details', ARRAY[worker], 'gongfang:placement#migration-0002', 'gongfang:placement#migration-0002'
FROM person WHERE sealed_details IS NOT NULL
ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    """Add the columns, and mark everybody."""
    op.execute(COLUMNS)
    op.execute(MARKS)
