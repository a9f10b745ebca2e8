"""Budgets behind funds, appropriations, claims with what excludes what, and obligations taken back before payment."""

from alembic import op

revision = "0005"
down_revision = "0004"

FUNDS = """
ALTER TABLE fund ADD COLUMN budget text;
CREATE TABLE fund_lock (name text PRIMARY KEY);

CREATE TABLE appropriation (
    fund text NOT NULL REFERENCES fund, document text NOT NULL,
    amount_yuan numeric(16, 2) NOT NULL CHECK (amount_yuan > 0), reason text NOT NULL,
    actor text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (fund, document));
CREATE TRIGGER appropriation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON appropriation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

CLAIMS = """
CREATE TABLE claim (
    claim text PRIMARY KEY, revision integer NOT NULL,
    policy_pack text NOT NULL, rule text NOT NULL, fund text NOT NULL,
    beneficiary_kind text NOT NULL CHECK (beneficiary_kind IN ('worker', 'household', 'organisation')),
    beneficiary text NOT NULL,
    payee_kind text NOT NULL CHECK (payee_kind IN ('worker', 'organisation')), payee text NOT NULL,
    subject text NOT NULL, period text NOT NULL, purpose text NOT NULL, place text NOT NULL,
    amount_yuan numeric(16, 2) NOT NULL, approved_by text NOT NULL, approved_at timestamptz NOT NULL,
    explanation jsonb NOT NULL, event text NOT NULL, correlation_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'committed', 'refused', 'withdrawn')),
    reason text NOT NULL, winner text,
    answer_revision integer NOT NULL CHECK (answer_revision > 0), answered_at timestamptz NOT NULL,
    CONSTRAINT amounts_wait_or_are_committed CHECK (state NOT IN ('queued', 'committed') OR amount_yuan > 0));
CREATE INDEX claim_queue ON claim (fund, approved_at, claim) WHERE state = 'queued';
CREATE INDEX claim_fund ON claim (fund, claim);
CREATE INDEX claim_subject ON claim (subject);

-- A quarter and a year hold the months in them: two claims of one group meet where their periods do.
CREATE TABLE exclusivity (
    policy_pack text NOT NULL, exclusive_group text NOT NULL, subject text NOT NULL, purpose text NOT NULL,
    month text NOT NULL, claim text NOT NULL,
    CONSTRAINT one_fact_is_paid_once UNIQUE (policy_pack, exclusive_group, subject, purpose, month));
CREATE INDEX exclusivity_claim ON exclusivity (claim);
"""

# Both sides lock the obligation before they look at the other, so that it is paid or taken back, never both.
CANCELLATIONS = """
CREATE TABLE obligation_cancelled (
    obligation bigint PRIMARY KEY REFERENCES obligation, reason text NOT NULL,
    actor text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TRIGGER obligation_cancelled_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON obligation_cancelled
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX obligation_division ON obligation (division, beneficiary) WHERE division IS NOT NULL;

CREATE FUNCTION refuse_cancelling_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM obligation WHERE obligation = NEW.obligation FOR UPDATE;
    IF EXISTS (SELECT FROM payment_item
               WHERE obligation = NEW.obligation AND state IN ('instructed', 'settled')) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_or_cancelled',
            MESSAGE = 'obligation ' || NEW.obligation || ' is being paid';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER obligation_cancelled_unpaid BEFORE INSERT ON obligation_cancelled
    FOR EACH ROW EXECUTE FUNCTION refuse_cancelling_paid();

CREATE FUNCTION refuse_paying_cancelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM obligation WHERE obligation = NEW.obligation FOR KEY SHARE;
    IF EXISTS (SELECT FROM obligation_cancelled WHERE obligation = NEW.obligation) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_or_cancelled',
            MESSAGE = 'obligation ' || NEW.obligation || ' was taken back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_item_not_cancelled BEFORE INSERT ON payment_item
    FOR EACH ROW EXECUTE FUNCTION refuse_paying_cancelled();
"""


def upgrade() -> None:
    """Create everything."""
    for part in (FUNDS, CLAIMS, CANCELLATIONS):
        op.get_bind().exec_driver_sql(part)
