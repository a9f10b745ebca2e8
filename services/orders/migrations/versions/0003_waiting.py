"""What waits because its computation failed."""

from alembic import op

from shared.messaging.schema import KERNEL_TABLES_VERSION_2

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.get_bind().exec_driver_sql(KERNEL_TABLES_VERSION_2)
