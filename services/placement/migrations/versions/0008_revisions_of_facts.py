"""The revision a fact was reported as: the highest is in force, whatever came first."""

from alembic import op

revision = "0008"
down_revision = "0007"

_TABLES = (
    "enrolment",
    "workshop",
    "station",
    "certificate",
    "shareholding",
    "clock_enrolment",
    "pin_assignment",
    "punch",
    "roster_version",
    "attendance_report",
)

_PEOPLE = """
ALTER TABLE person
    ADD COLUMN fact_revision integer NOT NULL DEFAULT 0, ADD COLUMN account_revision integer NOT NULL DEFAULT 0;
"""


def upgrade() -> None:
    """Add the columns; what was reported before counts by its time, as it did."""
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN fact_revision integer NOT NULL DEFAULT 0")
    op.execute(_PEOPLE)
