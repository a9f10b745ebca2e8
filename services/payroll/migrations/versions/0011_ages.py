"""Who decided that a worker is paid whose age, by his identity number, somebody had to look at."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLE = """
CREATE TABLE age_decision (
    worker text NOT NULL, month text NOT NULL, reason text NOT NULL, decided_by text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (worker, month));
CREATE TRIGGER age_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON age_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Create the table, which only grows."""
    op.get_bind().exec_driver_sql(TABLE)
