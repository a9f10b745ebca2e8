"""What was to be looked at before each payment: a changed account, one of two people, a mistyped card."""

from alembic import op

revision = "0010"
down_revision = "0009"

CHANGES = """
ALTER TABLE payment_item ADD COLUMN notes text[] NOT NULL DEFAULT '{}';

CREATE OR REPLACE FUNCTION keep_payment_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.item, OLD.batch, OLD.obligation, OLD.amount_yuan, OLD.sealed_details, OLD.notes)
          IS DISTINCT FROM (NEW.item, NEW.batch, NEW.obligation, NEW.amount_yuan, NEW.sealed_details, NEW.notes)
       OR OLD.state IN ('returned', 'cancelled')
       OR (OLD.state = 'settled' AND NEW.state <> 'returned') THEN
        RAISE EXCEPTION USING MESSAGE = 'a payment is never rewritten';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    """Add the column, which is kept like the rest of a payment."""
    op.get_bind().exec_driver_sql(CHANGES)
