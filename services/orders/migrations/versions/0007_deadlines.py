"""Deadlines, the day reached, and what its clocks are compared with."""

from alembic import op

from shared.messaging.schema import KERNEL_TABLES_VERSION_3

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables."""
    op.get_bind().exec_driver_sql(KERNEL_TABLES_VERSION_3)
