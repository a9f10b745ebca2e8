"""The kernel's tables, the facts placement is told, and the states it has published."""

from alembic import op

from shared.messaging.schema import KERNEL_TABLES_VERSION_1

revision = "0001"
down_revision = None

# Order and comparison of texts must be the same in the database as in Python: hence COLLATE "C" throughout.
TEXT = 'text COLLATE "C"'
_FACT = f"fact_time timestamptz NOT NULL, source {TEXT} NOT NULL, event_id {TEXT} NOT NULL, withdrawn boolean NOT NULL"

TABLES = f"""
CREATE TABLE person (
    worker {TEXT} PRIMARY KEY,
    sealed_key bytea,
    sealed_details bytea,
    identity_fingerprint bytea UNIQUE,
    fact_time timestamptz,
    source {TEXT},
    event_id {TEXT},
    erased_at timestamptz);

CREATE TABLE enrolment (
    worker {TEXT} NOT NULL, since date NOT NULL, workshop {TEXT} NOT NULL, worker_group {TEXT}, first_day date,
    {_FACT}, PRIMARY KEY (worker, since));
CREATE INDEX enrolment_workshop ON enrolment (workshop);

CREATE TABLE workshop (
    workshop {TEXT} PRIMARY KEY, name text NOT NULL, policy_pack text NOT NULL, township text NOT NULL,
    village_collective text NOT NULL, {_FACT});

CREATE TABLE station (
    station {TEXT} PRIMARY KEY, name text NOT NULL, workshops jsonb NOT NULL, {_FACT});

CREATE TABLE certificate (
    certificate {TEXT} PRIMARY KEY, worker {TEXT} NOT NULL, trade text NOT NULL, grade text NOT NULL,
    certified_on date NOT NULL, revoked_on date, {_FACT});
CREATE INDEX certificate_worker ON certificate (worker);

CREATE TABLE shareholding (
    workshop {TEXT} NOT NULL, village {TEXT} NOT NULL, effective_from date NOT NULL, shares text NOT NULL,
    {_FACT}, PRIMARY KEY (workshop, village, effective_from));

CREATE TABLE clock_enrolment (
    serial {TEXT} NOT NULL, since date NOT NULL, workshop {TEXT} NOT NULL, station {TEXT} NOT NULL,
    {_FACT}, PRIMARY KEY (source, event_id));
CREATE INDEX clock_enrolment_serial ON clock_enrolment (serial, since);
CREATE INDEX clock_enrolment_workshop ON clock_enrolment (workshop);

CREATE TABLE pin_assignment (
    serial {TEXT} NOT NULL, pin {TEXT} NOT NULL, since date NOT NULL, worker {TEXT} NOT NULL, until date,
    {_FACT}, PRIMARY KEY (source, event_id));
CREATE INDEX pin_assignment_pin ON pin_assignment (serial, pin, since);
CREATE INDEX pin_assignment_worker ON pin_assignment (worker);

CREATE TABLE punch (
    serial {TEXT} NOT NULL, pin {TEXT} NOT NULL, punched_at timestamptz NOT NULL, status smallint NOT NULL,
    station {TEXT} NOT NULL, {_FACT}, PRIMARY KEY (serial, pin, punched_at, station));

CREATE TABLE unattributed_punches (
    serial {TEXT} NOT NULL, pin {TEXT} NOT NULL, day date NOT NULL, punches integer NOT NULL DEFAULT 0,
    first_at timestamptz, last_at timestamptz, reasons text[] NOT NULL DEFAULT '{{}}',
    PRIMARY KEY (serial, pin, day));
CREATE INDEX unattributed_punches_open ON unattributed_punches (serial, pin, day) WHERE punches > 0;

CREATE TABLE roster_version (
    workshop {TEXT} NOT NULL, worker_group {TEXT} NOT NULL, month {TEXT} NOT NULL, expected_days jsonb NOT NULL,
    closure_reason text, approved_by text, {_FACT}, PRIMARY KEY (source, event_id));
CREATE INDEX roster_version_month ON roster_version (workshop, worker_group, month);

CREATE TABLE attendance_report (
    worker {TEXT} NOT NULL, workshop {TEXT} NOT NULL, day date NOT NULL, rank smallint NOT NULL,
    weight_days text NOT NULL, leave text, station {TEXT}, {_FACT}, PRIMARY KEY (source, event_id));
CREATE INDEX attendance_report_day ON attendance_report (worker, workshop, day);
CREATE INDEX attendance_report_station ON attendance_report (station) WHERE station IS NOT NULL;

CREATE TABLE attendance (
    worker {TEXT} NOT NULL, workshop {TEXT} NOT NULL, day date NOT NULL,
    revision integer NOT NULL DEFAULT 0, withdrawn boolean NOT NULL DEFAULT false,
    weight_days text, leave text, basis text, clock_day jsonb,
    PRIMARY KEY (worker, workshop, day)) WITH (fillfactor = 80);

CREATE TABLE published_state (
    subject {TEXT} PRIMARY KEY, revision integer NOT NULL DEFAULT 0, withdrawn boolean NOT NULL DEFAULT false,
    content jsonb);
"""


def upgrade() -> None:
    """Create everything."""
    op.execute(KERNEL_TABLES_VERSION_1)
    op.execute(TABLES)
