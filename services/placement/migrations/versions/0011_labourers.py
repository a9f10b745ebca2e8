"""People of the villages: where each lives, from a day on. Who they are stands with everybody else's details."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLE = """
CREATE TABLE labourer (
    person text COLLATE "C" NOT NULL, since date NOT NULL,
    village text COLLATE "C" NOT NULL, township text COLLATE "C" NOT NULL,
    fact_revision integer NOT NULL DEFAULT 0, fact_time timestamptz NOT NULL,
    source text COLLATE "C" NOT NULL, event_id text COLLATE "C" NOT NULL, withdrawn boolean NOT NULL,
    PRIMARY KEY (person, since));
CREATE INDEX labourer_village ON labourer (village, person);
"""


def upgrade() -> None:
    """Create the table."""
    op.execute(TABLE)
