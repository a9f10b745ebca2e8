"""Labourers are listed by station and by organiser."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the indexes."""
    op.execute("CREATE INDEX placement_station_worker ON placement (station, worker)")
    op.execute("CREATE INDEX placement_organiser_worker ON placement (organiser, worker) WHERE organiser IS NOT NULL")
