"""Changed bank accounts: one that waits to be confirmed, and one confirmed that waits for its day."""

from alembic import op

revision = "0009"
down_revision = "0008"

COLUMNS = """
ALTER TABLE person
    ADD COLUMN sealed_proposal bytea,
    ADD COLUMN sealed_next_account bytea,
    ADD COLUMN next_account_from date,
    ADD CONSTRAINT next_account_has_a_day CHECK ((sealed_next_account IS NULL) = (next_account_from IS NULL));
CREATE INDEX person_proposal ON person (worker) WHERE sealed_proposal IS NOT NULL;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(COLUMNS)
