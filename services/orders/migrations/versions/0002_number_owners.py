"""Whose each number is: whoever used it first keeps it."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLE = """
CREATE TABLE number_owner (
    kind text NOT NULL, number text NOT NULL, company text NOT NULL, workshop text NOT NULL,
    PRIMARY KEY (kind, number));
"""

# What was taken before stays as it is; whoever reported a number first keeps it from now on.
_FIRST_REPORTS = """
INSERT INTO number_owner (kind, number, company, workshop)
SELECT DISTINCT ON ({column}) '{column}', {column}, company, {workshop} FROM {table}
ORDER BY {column}, reported_at, source, id;
"""


def upgrade() -> None:
    """Create the table and fill it from what is known."""
    op.execute(TABLE)
    op.execute(_FIRST_REPORTS.format(column="agreement", workshop="''", table="agreement_report"))
    op.execute(_FIRST_REPORTS.format(column="entry", workshop="workshop", table="piecework_report"))
