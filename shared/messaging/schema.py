"""The kernel's own tables. Every service's first migration creates them in its database."""

KERNEL_TABLES_VERSION_1 = """
CREATE TABLE inbox (
    source text NOT NULL,
    id text NOT NULL,
    content_hash bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, id)
);
CREATE INDEX inbox_received_at ON inbox USING brin (received_at);

CREATE TABLE recompute_due (
    kind text NOT NULL,
    key text[] NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    correlation_id text NOT NULL,
    causation_id text NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    failure text,
    retry_at timestamptz,
    PRIMARY KEY (kind, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX recompute_due_marked_at ON recompute_due (marked_at);

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text NOT NULL,
    subject text NOT NULL,
    event bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE sent (
    id bigint PRIMARY KEY,
    stream text NOT NULL,
    subject text NOT NULL,
    event bytea NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sent_sent_at ON sent USING brin (sent_at);
CREATE INDEX sent_subject ON sent (subject, id);

CREATE TABLE dead_letter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin text NOT NULL,
    position text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'discarded')),
    reason text NOT NULL,
    pointer text NOT NULL,
    advice text NOT NULL,
    event_type text,
    event_source text,
    event_id text,
    correlation_id text,
    sealed_body bytea NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (origin, position)
);
CREATE INDEX dead_letter_open ON dead_letter (id) WHERE state = 'open';

CREATE TABLE delivery_attempt (
    origin text NOT NULL,
    position text NOT NULL,
    attempts integer NOT NULL,
    PRIMARY KEY (origin, position)
);

CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

KERNEL_TABLES_VERSION_2 = """
CREATE TABLE waiting (
    kind text NOT NULL,
    key text[] NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason text NOT NULL,
    concerns jsonb NOT NULL,
    revision integer NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false,
    PRIMARY KEY (kind, key)
);
CREATE INDEX waiting_now ON waiting (kind) WHERE NOT withdrawn;
"""

KERNEL_TABLES_VERSION_3 = """
CREATE TABLE deadline (
    kind text NOT NULL,
    key text[] NOT NULL,
    due_on date NOT NULL,
    correlation_id text NOT NULL,
    causation_id text NOT NULL,
    PRIMARY KEY (kind, key, due_on)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX deadline_due_on ON deadline (due_on);

ALTER TABLE recompute_due ADD COLUMN due_on date;
CREATE INDEX recompute_due_due_on ON recompute_due (due_on) WHERE due_on IS NOT NULL;

CREATE TABLE day_reached (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    day date NOT NULL,
    accepted_ahead_seconds float8 NOT NULL DEFAULT 0
);
CREATE FUNCTION refuse_day_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a day that was reached stays reached';
END $$;
CREATE TRIGGER day_reached_goes_forward BEFORE UPDATE ON day_reached
    FOR EACH ROW WHEN (NEW.day < OLD.day) EXECUTE FUNCTION refuse_day_back();

CREATE TABLE clock_anchor (
    boot text PRIMARY KEY,
    wall timestamptz NOT NULL,
    elapsed_seconds float8 NOT NULL
);
"""

# Before the doors had bounds, a fact could carry a time of the year 1 or before, which Python cannot read: everything
# computed from it failed for ever, whatever correction came. The first time there is leaves every other report later.
MENDED_TIMES = """
DO $$
DECLARE
    place record;
    first_time CONSTANT text := quote_literal('1950-01-01 00:00:00+00');
BEGIN
    FOR place IN SELECT quote_ident(table_name) AS name, quote_ident(column_name) AS time
        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
          AND column_name IN ('reported_at', 'fact_time', 'account_time')
    LOOP
        EXECUTE 'UPDATE ' || place.name || ' SET ' || place.time || ' = ' || first_time
            || ' WHERE ' || place.time || ' < ' || first_time;
    END LOOP;
END $$;
"""
