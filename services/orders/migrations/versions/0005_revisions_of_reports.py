"""The revision a fact was reported as: the highest is in force, whatever came first."""

from alembic import op

revision = "0005"
down_revision = "0004"

_TABLES = (
    "agreement_report",
    "rate_report",
    "routing_report",
    "order_report",
    "delivery_report",
    "piecework_report",
    "profit_report",
)


def upgrade() -> None:
    """Add the column; what was reported before counts by its time, as it did."""
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN reported_revision integer NOT NULL DEFAULT 0")
