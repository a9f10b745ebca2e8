"""Who workers are and where their money goes, sealed, as placement publishes it."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
CREATE TABLE person (
    worker text PRIMARY KEY, sealed_key bytea, sealed_details bytea,
    revision integer NOT NULL, withdrawn boolean NOT NULL, event text NOT NULL, correlation_id text NOT NULL,
    CHECK (NOT withdrawn OR (sealed_key IS NULL AND sealed_details IS NULL)));
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(TABLES)
