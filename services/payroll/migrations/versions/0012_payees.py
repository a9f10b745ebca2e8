"""Accounts of payees that are no workers, as they stand: in force, confirmed for later, and proposed.

What was given last was in force until now; the history of what was given stays.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLE = """
CREATE TABLE payee (
    beneficiary_kind text NOT NULL CHECK (beneficiary_kind <> 'worker'), beneficiary text NOT NULL,
    sealed_account bytea, sealed_next_account bytea, next_account_from date, sealed_proposal bytea,
    PRIMARY KEY (beneficiary_kind, beneficiary),
    CHECK ((sealed_next_account IS NULL) = (next_account_from IS NULL)));
INSERT INTO payee (beneficiary_kind, beneficiary, sealed_account)
SELECT DISTINCT ON (beneficiary_kind, beneficiary) beneficiary_kind, beneficiary, sealed_details FROM payee_account
ORDER BY beneficiary_kind, beneficiary, payee_account DESC;
"""


def upgrade() -> None:
    """Create the table from what was given last."""
    op.get_bind().exec_driver_sql(TABLE)
