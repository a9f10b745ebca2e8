"""structlog as JSON lines on standard output: for machines first, and without personal data."""

import logging
import sys
from collections.abc import Iterable
from typing import Any, Final

import structlog

from shared.faults import without_words

CORRELATION_IDS_A_LINE: Final = 100

log = structlog.get_logger()


def configure_logging(service: str, process: str, level: str) -> None:
    """Set up structlog and the standard library's loggers (uvicorn, faststream) to write the same lines."""
    shared_steps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    minimum = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared_steps, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(minimum),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, process=process)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(minimum, logging.INFO))
    for noisy in ("alembic", "faststream", "httpx", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def log_correlated(event: str, correlation_ids: Iterable[str], **told: Any) -> None:
    """One line about several things, with their correlation ids and how many there are.

    A line names at most CORRELATION_IDS_A_LINE; `more_correlation_ids` lines name the others, so that whoever looks
    for one finds it.
    """
    ids = list(dict.fromkeys(correlation_ids))
    log.info(event, **told, correlations=len(ids), correlation_ids=ids[:CORRELATION_IDS_A_LINE])
    for start in range(CORRELATION_IDS_A_LINE, len(ids), CORRELATION_IDS_A_LINE):
        rest = ids[start : start + CORRELATION_IDS_A_LINE]
        log.info("more_correlation_ids", of=event, correlation_ids=rest)
