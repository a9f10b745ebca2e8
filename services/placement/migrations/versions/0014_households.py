"""Households: who belongs to them, what became of them, and the categories that proofs give."""

from alembic import op

revision = "0014"
down_revision = "0013"

_KEPT = """
    fact_revision integer NOT NULL DEFAULT 0, fact_time timestamptz NOT NULL,
    source text COLLATE "C" NOT NULL, event_id text COLLATE "C" NOT NULL, withdrawn boolean NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (source, event_id)
"""

TABLES = f"""
CREATE TABLE household (
    household text COLLATE "C" NOT NULL, village text COLLATE "C" NOT NULL, township text COLLATE "C" NOT NULL,
    head text COLLATE "C", {_KEPT});
CREATE INDEX household_household ON household (household);

CREATE TABLE household_member (
    household text COLLATE "C" NOT NULL, person text COLLATE "C" NOT NULL, joined_on date NOT NULL,
    left_on date, relation text NOT NULL, {_KEPT});
CREATE INDEX household_member_household ON household_member (household);
CREATE INDEX household_member_person ON household_member (person);

CREATE TABLE household_succession (
    household text COLLATE "C" NOT NULL, successor text COLLATE "C" NOT NULL, succeeded_on date NOT NULL,
    kind text NOT NULL, {_KEPT});
CREATE INDEX household_succession_household ON household_succession (household);

CREATE TABLE category (
    holder text COLLATE "C" NOT NULL, category text COLLATE "C" NOT NULL, valid_from date NOT NULL,
    holder_kind text NOT NULL, valid_until date, proof text NOT NULL, {_KEPT});
CREATE INDEX category_holder ON category (holder);
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(TABLES)
