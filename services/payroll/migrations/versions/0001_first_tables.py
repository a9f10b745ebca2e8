"""The kernel's tables, the projections of the other services' states, and what payroll computes."""

from alembic import op

from shared.messaging.schema import KERNEL_TABLES_VERSION_1

revision = "0001"
down_revision = None

_STATE = "revision integer NOT NULL, withdrawn boolean NOT NULL, event text NOT NULL, correlation_id text NOT NULL"

TABLES = f"""
CREATE TABLE worker (
    worker text PRIMARY KEY, first_day date, assignments jsonb NOT NULL, {_STATE});
CREATE INDEX worker_assignments ON worker USING gin (assignments jsonb_path_ops);

CREATE TABLE workshop (
    workshop text PRIMARY KEY, name text NOT NULL, policy_pack text NOT NULL, township text NOT NULL,
    village_collective text NOT NULL, {_STATE});

CREATE TABLE attendance (
    worker text NOT NULL, day date NOT NULL, workshop text NOT NULL, weight_days numeric(2, 1) NOT NULL,
    paid_leave boolean NOT NULL, {_STATE}, PRIMARY KEY (worker, day, workshop));
CREATE INDEX attendance_workshop ON attendance (workshop, day);

CREATE TABLE piecework (
    worker text NOT NULL, entry text NOT NULL, workshop text NOT NULL, company text NOT NULL,
    product text NOT NULL, operation text NOT NULL, worked_on date NOT NULL, accepted_quantity integer NOT NULL,
    rejected_quantity integer NOT NULL, unit_rate_yuan numeric(12, 4), {_STATE}, PRIMARY KEY (worker, entry));
CREATE INDEX piecework_worked_on ON piecework (worker, worked_on);
CREATE INDEX piecework_workshop ON piecework (workshop, worked_on);

CREATE TABLE certificate (
    certificate text PRIMARY KEY, worker text NOT NULL, trade text NOT NULL, grade text NOT NULL,
    certified_on date NOT NULL, revoked_on date, {_STATE});
CREATE INDEX certificate_worker ON certificate (worker);

CREATE TABLE roster (
    workshop text NOT NULL, worker_group text NOT NULL, month text NOT NULL, expected_days jsonb NOT NULL,
    {_STATE}, PRIMARY KEY (workshop, worker_group, month));

CREATE TABLE production (
    workshop text NOT NULL, company text NOT NULL, month text NOT NULL, product text NOT NULL,
    fixed_quantity integer NOT NULL, fixed_amount_yuan numeric(16, 2) NOT NULL, excess_quantity integer NOT NULL,
    excess_amount_yuan numeric(16, 2) NOT NULL, accepted_quantity integer NOT NULL,
    rejected_quantity integer NOT NULL, complete boolean NOT NULL, {_STATE},
    PRIMARY KEY (workshop, company, month, product));

CREATE TABLE profit (
    workshop text NOT NULL, period text NOT NULL, net_profit_yuan numeric(16, 2) NOT NULL, {_STATE},
    PRIMARY KEY (workshop, period));

CREATE TABLE shareholding (
    workshop text NOT NULL, village text NOT NULL, effective_from date NOT NULL, shares numeric(18, 4) NOT NULL,
    {_STATE}, PRIMARY KEY (workshop, village, effective_from));

CREATE TABLE worker_lock (worker text PRIMARY KEY);

CREATE TABLE statement (
    worker text NOT NULL, month text NOT NULL, revision integer NOT NULL, workshop text NOT NULL,
    policy_pack text NOT NULL, first_worked_day date, lines jsonb NOT NULL, total_yuan numeric(16, 2) NOT NULL,
    piecework_yuan numeric(16, 2) NOT NULL, attendance_days numeric(4, 1) NOT NULL, month_index integer,
    flags jsonb NOT NULL, incomplete text[] NOT NULL, correlation_id text NOT NULL, causation_id text NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (worker, month)) WITH (fillfactor = 80);
CREATE INDEX statement_workshop ON statement (workshop, month, worker);

CREATE TABLE award (
    workshop text NOT NULL, company text NOT NULL, month text NOT NULL, revision integer NOT NULL,
    beneficiary text NOT NULL, payer text NOT NULL, amount_yuan numeric(16, 2) NOT NULL, lines jsonb NOT NULL,
    incomplete text[] NOT NULL, correlation_id text NOT NULL, causation_id text NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (workshop, company, month));

CREATE TABLE profit_division (
    workshop text NOT NULL, period text NOT NULL, revision integer NOT NULL, net_profit_yuan numeric(16, 2) NOT NULL,
    loss_brought_forward_yuan numeric(16, 2) NOT NULL, lines jsonb NOT NULL, incomplete text[] NOT NULL,
    correlation_id text NOT NULL, causation_id text NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (workshop, period));
CREATE TABLE workshop_lock (workshop text PRIMARY KEY);
"""


def upgrade() -> None:
    """Create everything."""
    op.get_bind().exec_driver_sql(KERNEL_TABLES_VERSION_1)
    op.get_bind().exec_driver_sql(TABLES)
