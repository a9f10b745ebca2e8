"""What waits because its computation failed, here and in the other services, and whom it concerns."""

from alembic import op

from shared.messaging.schema import KERNEL_TABLES_VERSION_2

revision = "0007"
down_revision = "0006"

# A part of a concern that is null narrows nothing down: all workers, all workshops, all months.
TABLES = """
CREATE TABLE waiting_elsewhere (
    service text NOT NULL, number bigint NOT NULL, kind text NOT NULL, waiting jsonb NOT NULL,
    since timestamptz NOT NULL, reason text NOT NULL, concerns jsonb NOT NULL,
    revision integer NOT NULL, withdrawn boolean NOT NULL, event text NOT NULL, correlation_id text NOT NULL,
    PRIMARY KEY (service, number));
CREATE INDEX waiting_elsewhere_now ON waiting_elsewhere (service, number) WHERE NOT withdrawn;

CREATE VIEW waiting_concern AS
SELECT service, kind, waiting, since, reason, about, worker, workshop, month
FROM (SELECT service, number, kind, waiting, since, reason, concerns FROM waiting_elsewhere WHERE NOT withdrawn
      UNION ALL SELECT 'payroll', number, kind, to_jsonb(key), since, reason, concerns FROM waiting
      WHERE NOT withdrawn) AS everywhere
CROSS JOIN LATERAL jsonb_to_recordset(concerns) AS of (about text, worker text, workshop text, month text);
"""


def upgrade() -> None:
    """Create them."""
    op.get_bind().exec_driver_sql(KERNEL_TABLES_VERSION_2)
    op.get_bind().exec_driver_sql(TABLES)
