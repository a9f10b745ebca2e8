"""What ends an employment at a workshop, and what surveys hear of people."""

from alembic import op

revision = "0016"
down_revision = "0015"

_FACT = """
    fact_revision integer NOT NULL DEFAULT 0, fact_time timestamptz NOT NULL,
    source text COLLATE "C" NOT NULL, event_id text COLLATE "C" NOT NULL, withdrawn boolean NOT NULL
"""

TABLES = f"""
CREATE TABLE employment_end (
    worker text COLLATE "C" NOT NULL, workshop text COLLATE "C" NOT NULL, since date NOT NULL,
    last_day date NOT NULL, cause text NOT NULL, {_FACT},
    arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (source, event_id));
CREATE INDEX employment_end_worker ON employment_end (worker);

CREATE TABLE labour_survey (
    person text COLLATE "C" NOT NULL, station text COLLATE "C" NOT NULL, surveyed_on date NOT NULL,
    state text NOT NULL, skills jsonb NOT NULL, wish text, told_by text, {_FACT},
    PRIMARY KEY (person, station, surveyed_on));
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(TABLES)
