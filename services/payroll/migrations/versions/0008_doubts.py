"""Days that punches make less than whole ones, with what is odd about them: a clerk looks before he submits."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column, and an index over the few days that have any."""
    op.execute("ALTER TABLE attendance ADD COLUMN doubts text NOT NULL DEFAULT ''")
    op.execute("CREATE INDEX attendance_doubted ON attendance (workshop, day) WHERE doubts <> '' AND NOT withdrawn")
