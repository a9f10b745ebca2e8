"""When it was last decided who a worker is: such a decision stands, whatever enrolments say."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE person ADD COLUMN identity_decided_at timestamptz")
