"""Times of facts that came before the doors had bounds become times that can be read."""

from alembic import op

from shared.messaging.schema import MENDED_TIMES

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Mend them."""
    op.get_bind().exec_driver_sql(MENDED_TIMES)
