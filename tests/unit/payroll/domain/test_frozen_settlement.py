"""What settlements were frozen as by an earlier release is read, and written again to the byte."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.payroll.domain.frozen_settlement import (
    content_from_json,
    content_to_json,
    explanation_from_json,
    explanation_to_json,
    supplement_hash,
)
from services.payroll.domain.settlement import RecoveryLimits, Settlement

FROZEN: list[dict[str, Any]] = orjson.loads(Path(__file__).with_name("frozen_settlements.json").read_bytes())
"""Rows of the sample county: of workers and a collective, closings and a supplement, debts, flags, what is missing."""


def read(row: dict[str, Any]) -> Settlement:
    return content_from_json(row["beneficiary_kind"], row["beneficiary"], row["workshop"], row["month"], row["content"])


def written(document: object) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


@pytest.mark.parametrize("row", FROZEN, ids=lambda row: f"{row['beneficiary']} {row['month']}")
def test_a_frozen_settlement_is_read_and_written_to_the_byte(row: dict[str, Any]) -> None:
    settlement = read(row)
    assert hashlib.sha256(written(content_to_json(settlement))).hexdigest() == row["content_sha256"]
    assert settlement.net_yuan == Decimal(row["net_yuan"])
    if "prepared_hash" in row:
        assert supplement_hash(settlement) == row["prepared_hash"]
    if "explained" in row:
        assert written(explanation_to_json(explanation_from_json(row["explained"]))) == written(row["explained"])


def test_what_is_frozen_of_a_settlement_is_all_of_it() -> None:
    for row in FROZEN:
        settlement = read(row)
        whose = (settlement.beneficiary_kind, settlement.beneficiary, settlement.workshop, settlement.month)
        assert content_from_json(*whose, content_to_json(settlement)) == settlement


def test_without_limits_there_is_nothing_to_recover_by() -> None:
    settlement = replace(read(FROZEN[0]), limits=RecoveryLimits(None, None))
    recovery = content_to_json(settlement)["recovery"]
    assert (recovery["cap_percent"], recovery["floor"]) == (None, None)
    whose = (settlement.beneficiary_kind, settlement.beneficiary, settlement.workshop, settlement.month)
    assert content_from_json(*whose, content_to_json(settlement)) == settlement


def test_the_first_settlements_are_read_though_they_lack_the_days_and_the_parameters_of_recovery() -> None:
    row = next(row for row in FROZEN if row["content"]["adjustments"] and "explained" in row)
    first = [{name: part[name] for name in part if name != "attendance_days"} for part in row["content"]["adjustments"]]
    settlement = read(row | {"content": row["content"] | {"adjustments": first}})
    assert {adjustment.attendance_days for adjustment in settlement.adjustments} == {None}
    assert [adjustment.difference for adjustment in settlement.adjustments] == [
        adjustment.difference for adjustment in read(row).adjustments
    ]
    told = {name: part for name, part in row["explained"].items() if name != "recovery"}
    assert explanation_to_json(explanation_from_json(told)) == told
