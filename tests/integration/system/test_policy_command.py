"""`gongfang policy evaluate`: the figures a clerk checks, with no server running."""

from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.integration.system.command import gongfang

WORKER_MONTH: dict[str, Any] = {
    "kind": "worker_month",
    "month": "2022-07",
    "first_day_worked": "2022-07-01",
    "attendance": {"2022-07-01": "1", "2022-07-02": "0.5"},
    "roster": None,
    "piecework": [{"accepted": 120, "unit_rate": "2.50"}],
    "certificates": [{"trade": "sewing", "grade": "elementary", "certified_on": "2022-05-12"}],
    "parameters": {"guaranteed_floor.base": "piecework"},
}
WORKSHOP_MONTH: dict[str, Any] = {
    "kind": "workshop_month",
    "month": "2022-07",
    "products": [
        {
            "product": "toy-a",
            "fixed_quantity": 10000,
            "fixed_amount": "200000.00",
            "excess_quantity": 0,
            "excess_amount": "0.00",
            "accepted_quantity": 12000,
        }
    ],
    "parameters": {"overfulfilment_award.gate": "per_product"},
}
PROFIT: dict[str, Any] = {
    "kind": "profit",
    "period": "2022",
    "net_profit": "7500000.00",
    "shares": {"V001": "10", "V002": "5"},
}


COMMAND = ("policy", "evaluate", "--pack", "songtao", "--json")


def evaluate(text: str) -> Any:
    """The command's result, in this process, since a process of its own takes seconds to start."""
    return CliRunner().invoke(app, COMMAND, input=text)


@pytest.mark.parametrize(
    ("facts", "lines", "total"),
    [
        (
            WORKER_MONTH,
            [("piecework", "300.00"), ("attendance_incentive", "150.00"), ("skill_uplift", "600.00")],
            "1050.00",
        ),
        (WORKSHOP_MONTH, [("overfulfilment_award", "4000.00")], "4000.00"),
        (
            PROFIT,
            [
                ("profit_split", amount)
                for amount in ("750000.00", "1500000.00", "1000000.00", "500000.00", "3750000.00")
            ],
            "7500000.00",
        ),
    ],
    ids=["a worker's month", "a workshop's month", "a year's profit"],
)
def test_facts_on_standard_input_become_lines_and_a_total(
    facts: dict[str, Any], lines: list[tuple[str, str]], total: str
) -> None:
    completed = evaluate(orjson.dumps(facts).decode())
    assert completed.exit_code == 0, completed.stderr
    answer = orjson.loads(completed.stdout)
    assert [(line["rule"], line["amount"]) for line in answer["lines"]] == lines
    assert answer["total"] == total
    assert all(line["explanation"]["clause"]["document"] for line in answer["lines"])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (orjson.dumps(PROFIT | {"net_profit": "much"}).decode(), "net_profit"),
        (orjson.dumps(WORKER_MONTH | {"month": "2022-13"}).decode(), "month"),
        (orjson.dumps(WORKER_MONTH | {"attendance": {"2022-07-32": "1"}}).decode(), "attendance"),
        (orjson.dumps(WORKER_MONTH | {"piecework": [{"accepted": -1, "unit_rate": "2.50"}]}).decode(), "accepted"),
        (orjson.dumps(WORKER_MONTH | {"parameters": {"floor.base": "piecework"}}).decode(), "floor.base"),
        (orjson.dumps(WORKER_MONTH | {"colour": "red"}).decode(), "colour"),
        (orjson.dumps(PROFIT | {"kind": "loss"}).decode(), "kind"),
        ('{"kind":', "input"),
    ],
    ids=["amount", "month", "day", "quantity", "parameter", "unknown field", "kind", "not JSON"],
)
def test_bad_input_is_answered_with_the_field_and_exit_code_2(text: str, field: str) -> None:
    completed = evaluate(text)
    assert completed.exit_code == 2
    assert field in completed.stderr
    assert completed.stdout == ""


@pytest.mark.parametrize(("facts", "exit_code"), [(PROFIT, 0), (PROFIT | {"net_profit": "much"}, 2)])
def test_the_program_itself_answers_so_to_a_shell(facts: dict[str, Any], exit_code: int) -> None:
    completed = gongfang(*COMMAND, standard_input=orjson.dumps(facts).decode())
    assert completed.returncode == exit_code
    assert ("net_profit" in completed.stderr) == (exit_code == 2)
    assert bool(completed.stdout) == (exit_code == 0)
    assert "Traceback" not in completed.stderr
