"""The county's pack by which a station's placements are decided."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the column; of stations registered before no pack is known."""
    op.execute("ALTER TABLE station ADD COLUMN policy_pack text")
