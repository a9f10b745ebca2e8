"""Which pot of whose profit feeds a fund, and what of a joint pot was allotted to relief and to redevelopment."""

from alembic import op

revision = "0015"
down_revision = "0014"

# Funds that profit was posted to are those of its pots: their ids end with the pot's name, behind the workshop's.
FUNDS = """
ALTER TABLE fund ADD COLUMN workshop text NOT NULL DEFAULT '', ADD COLUMN pot text NOT NULL DEFAULT '';
UPDATE fund SET workshop = fed.workshop, pot = substr(fund.fund, length(fed.workshop) + 2)
FROM (SELECT DISTINCT workshop, beneficiary FROM posting WHERE effect = 'profit_divided'
      AND ('fund:' || beneficiary) IN (debit_account, credit_account)) AS fed
WHERE fund.fund = fed.beneficiary;
"""

ALLOTMENTS = """
CREATE TABLE allotment (
    fund text NOT NULL REFERENCES fund, document text NOT NULL, pot text NOT NULL,
    amount_yuan numeric(16, 2) NOT NULL CHECK (amount_yuan > 0), given_back boolean NOT NULL, reason text NOT NULL,
    actor text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (fund, document));
CREATE TRIGGER allotment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON allotment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Create both."""
    for part in (FUNDS, ALLOTMENTS):
        op.get_bind().exec_driver_sql(part)
