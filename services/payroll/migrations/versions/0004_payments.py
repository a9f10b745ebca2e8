"""What is owed and to be paid, payment batches with their items, what banks answered, and accounts of collectives."""

from alembic import op

revision = "0004"
down_revision = "0003"

OBLIGATIONS = """
CREATE TABLE obligation (
    obligation bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cause text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('wage', 'award', 'claim', 'dividend')),
    beneficiary_kind text NOT NULL, beneficiary text NOT NULL,
    account text NOT NULL REFERENCES account,
    amount_yuan numeric(16, 2) NOT NULL CHECK (amount_yuan > 0),
    workshop text, month text, settlement bigint REFERENCES settlement, claim text, division text,
    due_on date, arisen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (obligation, amount_yuan),
    CONSTRAINT says_what_for CHECK (
        (kind IN ('wage', 'award')) = (settlement IS NOT NULL AND workshop IS NOT NULL AND month IS NOT NULL)
        AND (kind = 'claim') = (claim IS NOT NULL) AND (kind = 'dividend') = (division IS NOT NULL)));
CREATE INDEX obligation_month ON obligation (month, workshop);
CREATE INDEX obligation_claim ON obligation (claim) WHERE claim IS NOT NULL;
CREATE UNIQUE INDEX obligation_settlement ON obligation (settlement) WHERE settlement IS NOT NULL;
CREATE TRIGGER obligation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON obligation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

BATCHES = """
CREATE TABLE payment_batch (
    batch bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    template text NOT NULL, template_content jsonb NOT NULL, day date NOT NULL,
    wanted jsonb NOT NULL, retry_of bigint REFERENCES payment_batch,
    item_count integer NOT NULL CHECK (item_count > 0), total_yuan numeric(16, 2) NOT NULL CHECK (total_yuan > 0),
    created_by text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    file_hash text, file_name text, fetched_by text, fetched_at timestamptz,
    cancelled_by text, cancelled_at timestamptz, cancel_reason text,
    CONSTRAINT fetched_by_somebody CHECK ((file_hash IS NULL) = (fetched_by IS NULL)),
    CONSTRAINT cancelled_for_a_reason CHECK ((cancelled_by IS NULL) = (cancel_reason IS NULL)),
    CONSTRAINT fetched_or_cancelled CHECK (file_hash IS NULL OR cancelled_by IS NULL));

CREATE FUNCTION keep_payment_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.batch, OLD.template, OLD.template_content, OLD.day, OLD.wanted, OLD.retry_of, OLD.item_count,
           OLD.total_yuan, OLD.created_by, OLD.created_at)
          IS DISTINCT FROM
          (NEW.batch, NEW.template, NEW.template_content, NEW.day, NEW.wanted, NEW.retry_of, NEW.item_count,
           NEW.total_yuan, NEW.created_by, NEW.created_at)
       OR OLD.file_hash IS NOT NULL OR OLD.cancelled_by IS NOT NULL THEN
        RAISE EXCEPTION USING MESSAGE = 'a payment batch is never rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_batch_kept BEFORE UPDATE OR DELETE ON payment_batch
    FOR EACH ROW EXECUTE FUNCTION keep_payment_batch();

-- Its amount is that of its obligation; sealed_details are under the payee's own key, so that an erasure reaches them.
CREATE TABLE payment_item (
    item bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch bigint NOT NULL REFERENCES payment_batch, obligation bigint NOT NULL,
    amount_yuan numeric(16, 2) NOT NULL, sealed_details bytea NOT NULL,
    state text NOT NULL DEFAULT 'instructed' CHECK (state IN ('instructed', 'settled', 'returned', 'cancelled')),
    confirmed_on date, delay_days integer, reason text, revision integer NOT NULL DEFAULT 0, answered_at timestamptz,
    UNIQUE (batch, obligation),
    FOREIGN KEY (obligation, amount_yuan) REFERENCES obligation (obligation, amount_yuan),
    CONSTRAINT settled_on_a_day CHECK (state <> 'settled' OR confirmed_on IS NOT NULL),
    CONSTRAINT returned_for_a_reason CHECK (state <> 'returned' OR reason IS NOT NULL));
CREATE UNIQUE INDEX paid_once ON payment_item (obligation) WHERE state IN ('instructed', 'settled');

CREATE FUNCTION keep_payment_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (OLD.item, OLD.batch, OLD.obligation, OLD.amount_yuan, OLD.sealed_details)
          IS DISTINCT FROM (NEW.item, NEW.batch, NEW.obligation, NEW.amount_yuan, NEW.sealed_details)
       OR OLD.state IN ('returned', 'cancelled')
       OR (OLD.state = 'settled' AND NEW.state <> 'returned') THEN
        RAISE EXCEPTION USING MESSAGE = 'a payment is never rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_item_kept BEFORE UPDATE OR DELETE ON payment_item
    FOR EACH ROW EXECUTE FUNCTION keep_payment_item();

CREATE TABLE payment_blocked (
    batch bigint NOT NULL REFERENCES payment_batch, obligation bigint NOT NULL REFERENCES obligation,
    reason text NOT NULL, PRIMARY KEY (batch, obligation));
CREATE TRIGGER payment_blocked_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_blocked
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE bank_return (
    bank_return bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch bigint NOT NULL REFERENCES payment_batch, file_hash text NOT NULL,
    row_count integer NOT NULL, settled_count integer NOT NULL, returned_count integer NOT NULL,
    unchanged_count integer NOT NULL, problems jsonb NOT NULL,
    taken_by text NOT NULL, taken_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX bank_return_batch ON bank_return (batch);
CREATE TRIGGER bank_return_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_return
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE payee_account (
    payee_account bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    beneficiary_kind text NOT NULL CHECK (beneficiary_kind <> 'worker'), beneficiary text NOT NULL,
    sealed_details bytea NOT NULL, given_by text NOT NULL, given_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX payee_account_beneficiary ON payee_account (beneficiary_kind, beneficiary, payee_account);
CREATE TRIGGER payee_account_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Create everything."""
    for part in (OBLIGATIONS, BATCHES):
        op.get_bind().exec_driver_sql(part)
