"""Labourers in work: vacancies, placements, what interrupts and ends them, follow-ups and contracts."""

from alembic import op

revision = "0010"
down_revision = "0009"

_PRECEDENCE = """
    fact_revision integer NOT NULL DEFAULT 0, fact_time timestamptz NOT NULL,
    source text COLLATE "C" NOT NULL, event_id text COLLATE "C" NOT NULL, withdrawn boolean NOT NULL
"""

_KEPT = f"""
    {_PRECEDENCE}, arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (source, event_id)
"""
"""Every fact is kept with when it came: what was due on a day is told from what was known then."""

_OF_PLACEMENT = 'station text COLLATE "C" NOT NULL, placement text COLLATE "C" NOT NULL'

TABLES = f"""
CREATE TABLE vacancy (
    vacancy text COLLATE "C" PRIMARY KEY, employer text COLLATE "C" NOT NULL, trade text NOT NULL,
    posts bigint NOT NULL, opens_on date NOT NULL, closes_on date, monthly_pay_yuan text, {_PRECEDENCE});

CREATE TABLE placement (
    {_OF_PLACEMENT}, worker text COLLATE "C" NOT NULL, employer text COLLATE "C" NOT NULL, side text NOT NULL,
    departed_on date, starts_on date NOT NULL, organiser text COLLATE "C", leader text COLLATE "C", vacancy text,
    monthly_pay_yuan text, last_answer_at timestamptz, {_KEPT});
CREATE INDEX placement_worker ON placement (worker);

CREATE TABLE interruption (
    {_OF_PLACEMENT}, interruption text COLLATE "C" NOT NULL, cause text NOT NULL, first_day date NOT NULL,
    last_day date, {_KEPT});

CREATE TABLE placement_end (
    {_OF_PLACEMENT}, last_day date NOT NULL, cause text NOT NULL, {_KEPT});

CREATE TABLE follow_up (
    {_OF_PLACEMENT}, follow_up text COLLATE "C" NOT NULL, made_on date NOT NULL, at_work boolean NOT NULL,
    last_day_at_work date, weekly_hours bigint, monthly_pay_yuan text, pay_months jsonb NOT NULL, insured boolean,
    note text, {_KEPT});

CREATE TABLE labour_contract (
    {_OF_PLACEMENT}, contract text COLLATE "C" NOT NULL, signed_on date NOT NULL, starts_on date NOT NULL,
    ends_on date, insured boolean NOT NULL, {_KEPT});
"""


def upgrade() -> None:
    """Create them."""
    op.execute(TABLES)
    for table in ("placement", "interruption", "placement_end", "follow_up", "labour_contract"):
        op.execute(f"CREATE INDEX {table}_of ON {table} (station, placement)")
