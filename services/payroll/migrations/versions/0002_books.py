"""Months and their closing, settlements, the ledger, the history of statements, and funds."""

from alembic import op

revision = "0002"
down_revision = "0001"

MONTHS = """
CREATE TABLE payroll_month (
    workshop text NOT NULL, month text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'in_review', 'closed', 'paid')),
    revision integer NOT NULL DEFAULT 0,
    submitted_by text, submitted_at timestamptz, submitted_hash text,
    accept_incomplete text, held jsonb NOT NULL DEFAULT '{}',
    approved_by text, approved_at timestamptz, statements_hash text,
    paid_at timestamptz,
    PRIMARY KEY (workshop, month),
    CONSTRAINT four_eyes CHECK (approved_by <> submitted_by),
    CONSTRAINT closed_by_somebody CHECK (
        state IN ('open', 'in_review')
        OR (submitted_by IS NOT NULL AND approved_by IS NOT NULL AND statements_hash IS NOT NULL)),
    CONSTRAINT reviewed_by_nobody_yet CHECK (
        state IN ('closed', 'paid') OR (approved_by IS NULL AND statements_hash IS NULL)));
CREATE INDEX payroll_month_closed ON payroll_month (workshop, month) WHERE state IN ('closed', 'paid');

CREATE FUNCTION keep_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('closed', 'paid') THEN
            RAISE EXCEPTION USING MESSAGE = 'a closed month is never taken back';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state IN ('closed', 'paid') AND (
            NEW.state NOT IN ('closed', 'paid')
            OR (OLD.workshop, OLD.month, OLD.submitted_by, OLD.submitted_at, OLD.submitted_hash, OLD.accept_incomplete,
                OLD.held, OLD.approved_by, OLD.approved_at, OLD.statements_hash)
               IS DISTINCT FROM
               (NEW.workshop, NEW.month, NEW.submitted_by, NEW.submitted_at, NEW.submitted_hash, NEW.accept_incomplete,
                NEW.held, NEW.approved_by, NEW.approved_at, NEW.statements_hash)) THEN
        RAISE EXCEPTION USING MESSAGE = 'a closed month is never rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payroll_month_kept BEFORE UPDATE OR DELETE ON payroll_month
    FOR EACH ROW EXECUTE FUNCTION keep_closed_month();

CREATE TABLE month_step (
    step bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workshop text NOT NULL, month text NOT NULL, action text NOT NULL, state text NOT NULL,
    actor text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), reason text, statements_hash text);
CREATE INDEX month_step_month ON month_step (workshop, month, step);
CREATE TRIGGER month_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON month_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE supplement (
    supplement bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workshop text NOT NULL, month text NOT NULL, worker text NOT NULL, reason text NOT NULL,
    prepared_by text NOT NULL, prepared_at timestamptz NOT NULL DEFAULT clock_timestamp(), prepared_hash text NOT NULL,
    state text NOT NULL DEFAULT 'prepared' CHECK (state IN ('prepared', 'approved', 'refused')),
    decided_by text, decided_at timestamptz, refusal text,
    CONSTRAINT four_eyes CHECK (state <> 'approved' OR decided_by <> prepared_by));
CREATE UNIQUE INDEX supplement_open ON supplement (worker) WHERE state = 'prepared';
"""

SETTLEMENTS = """
CREATE TABLE settlement (
    settlement bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workshop text NOT NULL, month text NOT NULL,
    beneficiary_kind text NOT NULL CHECK (beneficiary_kind IN ('worker', 'collective')), beneficiary text NOT NULL,
    supplement bigint REFERENCES supplement,
    earned_yuan numeric(16, 2) NOT NULL, adjustment_yuan numeric(16, 2) NOT NULL,
    debt_before_yuan numeric(16, 2) NOT NULL CHECK (debt_before_yuan >= 0),
    recovered_yuan numeric(16, 2) NOT NULL CHECK (recovered_yuan >= 0),
    debt_after_yuan numeric(16, 2) NOT NULL CHECK (debt_after_yuan >= 0),
    net_yuan numeric(16, 2) NOT NULL CHECK (net_yuan >= 0),
    content jsonb NOT NULL, explained jsonb NOT NULL, settled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT adds_up CHECK (
        earned_yuan + adjustment_yuan = net_yuan - (debt_after_yuan - debt_before_yuan)));
-- A worker's month is settled once. Differences of earlier months may be settled besides, where he has moved to.
CREATE UNIQUE INDEX settlement_of_worker_month ON settlement (beneficiary, month)
    WHERE beneficiary_kind = 'worker' AND content ->> 'statement' IS NOT NULL;
CREATE UNIQUE INDEX settlement_of_closing ON settlement (beneficiary, beneficiary_kind, workshop, month)
    WHERE supplement IS NULL;
CREATE UNIQUE INDEX settlement_of_supplement ON settlement (supplement);
CREATE INDEX settlement_month ON settlement (workshop, month);
CREATE TRIGGER settlement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE adjustment_due (
    worker text NOT NULL, month text NOT NULL, workshop text NOT NULL,
    amount_yuan numeric(16, 2) NOT NULL, incomplete text[] NOT NULL,
    PRIMARY KEY (worker, month));
CREATE INDEX adjustment_due_workshop ON adjustment_due (workshop, worker);

CREATE TABLE income (
    worker text NOT NULL, month text NOT NULL, revision integer NOT NULL, amount_yuan numeric(16, 2) NOT NULL,
    PRIMARY KEY (worker, month));
"""

LEDGER = """
CREATE TABLE account (
    account text PRIMARY KEY,
    kind text NOT NULL,
    increases text NOT NULL CHECK (increases IN ('debit', 'credit')),
    never_below_zero boolean NOT NULL);
CREATE TRIGGER account_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE posting (
    posting bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    effect text NOT NULL, cause text NOT NULL,
    debit_account text NOT NULL REFERENCES account, credit_account text NOT NULL REFERENCES account,
    amount_yuan numeric(16, 2) NOT NULL CHECK (amount_yuan > 0),
    beneficiary text, month text, rule text, workshop text, payer text, payer_id text,
    settlement bigint REFERENCES settlement,
    actor text NOT NULL, posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (effect, cause),
    CONSTRAINT two_accounts CHECK (debit_account <> credit_account));
CREATE INDEX posting_debit ON posting (debit_account);
CREATE INDEX posting_credit ON posting (credit_account);
CREATE INDEX posting_beneficiary ON posting (beneficiary, month) WHERE month IS NOT NULL;
CREATE INDEX posting_settlement ON posting (settlement) WHERE settlement IS NOT NULL;
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION account_balance(of_account text) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN increases = 'debit' THEN debits - credits ELSE credits - debits END
    FROM account,
         LATERAL (SELECT coalesce(sum(amount_yuan), 0) AS debits FROM posting WHERE debit_account = account) AS d,
         LATERAL (SELECT coalesce(sum(amount_yuan), 0) AS credits FROM posting WHERE credit_account = account) AS c
    WHERE account = of_account
$$;

-- A guarded account is locked before it is looked at, so that of two withdrawals at once the second sees the first.
-- Once a statement, not once a row: a bank's return posts thousands of rows to one guarded account.
CREATE FUNCTION guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    drawn text;
    left_yuan numeric;
BEGIN
    FOR drawn IN
        SELECT account FROM account
        WHERE never_below_zero
          AND account IN (SELECT debit_account FROM posted UNION SELECT credit_account FROM posted)
          AND ((increases = 'credit' AND account IN (SELECT debit_account FROM posted))
               OR (increases = 'debit' AND account IN (SELECT credit_account FROM posted)))
        ORDER BY account FOR NO KEY UPDATE
    LOOP
        left_yuan := account_balance(drawn);
        IF left_yuan < 0 THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'never_below_zero',
                MESSAGE = 'account ' || drawn || ' would fall to ' || left_yuan;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER posting_guard AFTER INSERT ON posting REFERENCING NEW TABLE AS posted
    FOR EACH STATEMENT EXECUTE FUNCTION guard_balance();
"""

HISTORY = """
CREATE TABLE statement_version (
    worker text NOT NULL, month text NOT NULL, revision integer NOT NULL, workshop text NOT NULL,
    policy_pack text NOT NULL, lines jsonb NOT NULL, total_yuan numeric(16, 2) NOT NULL,
    attendance_days numeric(4, 1) NOT NULL, flags jsonb NOT NULL, incomplete text[] NOT NULL,
    rests_on jsonb NOT NULL, correlation_id text NOT NULL, causation_id text NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (worker, month, revision));
CREATE TRIGGER statement_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE policy_pack_in_use (pack text PRIMARY KEY, fingerprint text NOT NULL, since timestamptz NOT NULL);
"""

FUNDS = """
CREATE TABLE fund (
    fund text PRIMARY KEY, name text NOT NULL, policy_pack text NOT NULL,
    opened_by text NOT NULL, opened_at timestamptz NOT NULL DEFAULT clock_timestamp());
"""


def upgrade() -> None:
    """Create everything."""
    for part in (MONTHS, SETTLEMENTS, LEDGER, HISTORY, FUNDS):
        op.get_bind().exec_driver_sql(part)
