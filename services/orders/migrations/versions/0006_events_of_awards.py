"""Which event an award came with, as every projection knows it; of those before it is not known."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE award ADD COLUMN event text NOT NULL DEFAULT ''")
