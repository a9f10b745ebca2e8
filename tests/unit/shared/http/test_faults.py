"""An error is told by class and place, wherever it is logged: its words may quote a person."""

import json
import subprocess
import sys

import pytest

from shared.faults import fault_of

NAME = "张桂花"
LOGS_ERRORS = f"""
import logging, structlog
from shared.logging import configure_logging
configure_logging("orders", "api", "info")
log, plain = structlog.get_logger(), logging.getLogger("uvicorn.error")
def stumble():
    try:
        {{}}["{NAME}"]
    except KeyError as error:
        raise ValueError("no entry for {NAME}") from error
try:
    stumble()
except ValueError as error:
    log.exception("event_failed")
    log.error("recompute_failed", exc_info=error)
    plain.error("Exception in ASGI application", exc_info=error)
"""


def test_no_way_of_logging_an_error_tells_its_words() -> None:
    ran = subprocess.run([sys.executable, "-c", LOGS_ERRORS], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["event"] for line in lines] == ["event_failed", "recompute_failed", "Exception in ASGI application"]
    for line in lines:
        assert "ValueError at <string>:" in line["exception"]
        assert "; caused by KeyError at <string>:" in line["exception"]
        assert " stumble" in line["exception"]
    assert NAME not in ran.stdout
    assert json.dumps(NAME)[1:-1] not in ran.stdout


def raised(error: Exception) -> Exception:
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


def test_a_fault_names_its_innermost_place_first() -> None:
    told = fault_of(raised(KeyError(NAME)))
    assert told.startswith("KeyError at ")
    assert "test_faults.py:" in told.partition(" < ")[0]
    assert NAME not in told


def test_a_chain_that_goes_in_a_circle_ends() -> None:
    one, other = raised(KeyError(NAME)), raised(ValueError(NAME))
    one.__cause__, other.__cause__ = other, one
    assert fault_of(one).count("caused by") == 4


def test_nothing_is_told_of_no_error() -> None:
    assert fault_of(None) == ""
