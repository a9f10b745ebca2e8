"""The kernel's tables, a table per kind of report, and the states that are computed and published."""

from alembic import op

from shared.messaging.schema import KERNEL_TABLES_VERSION_1

revision = "0001"
down_revision = None

_REPORT = "source text NOT NULL, id text NOT NULL, reported_at timestamptz NOT NULL, withdrawn boolean NOT NULL"
_REPORT_KEY = "PRIMARY KEY (source, id)"
_STATE = "revision integer NOT NULL DEFAULT 0, content jsonb, correlation_id text NOT NULL DEFAULT ''"

REPORT_TABLES = f"""
CREATE TABLE agreement_report ({_REPORT},
    agreement text NOT NULL, company text NOT NULL, workshop text NOT NULL,
    valid_from date NOT NULL, valid_until date, {_REPORT_KEY});
CREATE INDEX agreement_report_key ON agreement_report (agreement);
CREATE INDEX agreement_report_parties ON agreement_report (company, workshop);

CREATE TABLE rate_report ({_REPORT},
    company text NOT NULL, workshop text, product text NOT NULL, operation text NOT NULL,
    effective_from date NOT NULL, unit_rate_yuan numeric NOT NULL, {_REPORT_KEY});
CREATE INDEX rate_report_operation ON rate_report (company, product, operation);

CREATE TABLE routing_report ({_REPORT},
    company text NOT NULL, product text NOT NULL, effective_from date NOT NULL, operations jsonb NOT NULL,
    {_REPORT_KEY});
CREATE INDEX routing_report_product ON routing_report (company, product);

CREATE TABLE order_report ({_REPORT},
    company text NOT NULL, order_number text NOT NULL, line integer NOT NULL, workshop text NOT NULL,
    kind text NOT NULL, product text NOT NULL, month text NOT NULL, quantity bigint NOT NULL,
    amount_yuan numeric(16, 2) NOT NULL, agreed_on date NOT NULL, due_on date, {_REPORT_KEY});
CREATE INDEX order_report_line ON order_report (company, order_number, line);
CREATE INDEX order_report_group ON order_report (workshop, month, company, product);

CREATE TABLE delivery_report ({_REPORT},
    company text NOT NULL, delivery text NOT NULL, line integer NOT NULL, workshop text NOT NULL,
    product text NOT NULL, month text NOT NULL, inspected_on date NOT NULL,
    accepted_quantity bigint NOT NULL, rejected_quantity bigint NOT NULL, {_REPORT_KEY});
CREATE INDEX delivery_report_line ON delivery_report (company, delivery, line);
CREATE INDEX delivery_report_group ON delivery_report (workshop, month, company, product);

CREATE TABLE piecework_report ({_REPORT},
    entry text NOT NULL, workshop text NOT NULL, company text NOT NULL, product text NOT NULL,
    operation text NOT NULL, worked_on date NOT NULL, shares jsonb NOT NULL,
    accepted_quantity bigint NOT NULL, rejected_quantity bigint NOT NULL, rework_of text, {_REPORT_KEY});
CREATE INDEX piecework_report_entry ON piecework_report (entry);
CREATE INDEX piecework_report_rework ON piecework_report (rework_of) WHERE rework_of IS NOT NULL;
CREATE INDEX piecework_report_rate ON piecework_report (company, product, operation, worked_on);

CREATE TABLE profit_report ({_REPORT},
    workshop text NOT NULL, period text NOT NULL, net_profit_yuan numeric(16, 2) NOT NULL, {_REPORT_KEY});
CREATE INDEX profit_report_key ON profit_report (workshop, period);
"""

STATE_TABLES = f"""
CREATE TABLE order_line (
    company text NOT NULL, order_number text NOT NULL, line integer NOT NULL,
    workshop text NOT NULL DEFAULT '', product text NOT NULL DEFAULT '', month text NOT NULL DEFAULT '',
    kind text NOT NULL DEFAULT '', status text NOT NULL DEFAULT '', reason text, note text, agreement text,
    quantity bigint NOT NULL DEFAULT 0, amount_yuan numeric(16, 2) NOT NULL DEFAULT 0,
    agreed_on date, due_on date, allocated_quantity bigint NOT NULL DEFAULT 0,
    accepted_revision integer NOT NULL DEFAULT 0, accepted_content jsonb,
    completed_revision integer NOT NULL DEFAULT 0, completed_content jsonb,
    correlation_id text NOT NULL DEFAULT '',
    PRIMARY KEY (company, order_number, line)) WITH (fillfactor = 80);
CREATE INDEX order_line_group ON order_line (workshop, month, company, product);

CREATE TABLE production (
    workshop text NOT NULL, company text NOT NULL, product text NOT NULL, month text NOT NULL, {_STATE},
    PRIMARY KEY (workshop, month, company, product)) WITH (fillfactor = 80);

CREATE TABLE piecework_entry (
    entry text PRIMARY KEY, company text NOT NULL DEFAULT '', workshop text NOT NULL DEFAULT '',
    month text NOT NULL DEFAULT '',
    flags jsonb NOT NULL DEFAULT '[]') WITH (fillfactor = 80);
CREATE INDEX piecework_entry_flagged ON piecework_entry (workshop, month) WHERE flags <> '[]'::jsonb;

CREATE TABLE piecework (
    entry text NOT NULL, worker text NOT NULL, {_STATE},
    workshop text GENERATED ALWAYS AS (content ->> 'workshop') STORED,
    company text GENERATED ALWAYS AS (content ->> 'company') STORED,
    product text GENERATED ALWAYS AS (content ->> 'product') STORED,
    operation text GENERATED ALWAYS AS (content ->> 'operation') STORED,
    month text GENERATED ALWAYS AS (left(content ->> 'worked_on', 7)) STORED,
    withdrawn boolean GENERATED ALWAYS AS ((content ->> 'withdrawn')::boolean) STORED,
    accepted_quantity bigint GENERATED ALWAYS AS ((content ->> 'accepted_quantity')::bigint) STORED,
    PRIMARY KEY (entry, worker)) WITH (fillfactor = 80);
CREATE INDEX piecework_output ON piecework (workshop, month);

CREATE TABLE profit (
    workshop text NOT NULL, period text NOT NULL, {_STATE}, PRIMARY KEY (workshop, period));

CREATE TABLE award (
    workshop text NOT NULL, company text NOT NULL, month text NOT NULL, beneficiary text NOT NULL,
    payer text NOT NULL, amount_yuan numeric(16, 2) NOT NULL, revision integer NOT NULL,
    withdrawn boolean NOT NULL, correlation_id text NOT NULL,
    PRIMARY KEY (workshop, month, company));
"""


def upgrade() -> None:
    """Create everything."""
    for statements in (KERNEL_TABLES_VERSION_1, REPORT_TABLES, STATE_TABLES):
        op.get_bind().exec_driver_sql(statements)
