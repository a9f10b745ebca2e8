"""A service's front page lists every decision that can be reached, and what the audit log says of each."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from services.orders.definition import DEFINITION as ORDERS
from services.payroll.definition import DEFINITION as PAYROLL
from services.placement.definition import DEFINITION as PLACEMENT
from shared.decisions.lifecycle import Lifecycle, Step
from shared.messaging.definition import ServiceDefinition

ROOT = Path(__file__).resolve().parents[2]
SERVICES = pytest.mark.parametrize("definition", [ORDERS, PAYROLL, PLACEMENT], ids=lambda part: part.name)


@SERVICES
def test_what_is_decided_over_http_or_by_a_fact_is_listed_and_nothing_else(definition: ServiceDefinition) -> None:
    by_fact = {handler for handler in definition.handlers.values() if recorded_by(handler)}
    assert set(definition.decisions) == {*decided_over_http(definition.name), *by_fact}


@SERVICES
def test_the_audit_log_says_of_a_decision_what_the_front_page_says(definition: ServiceDefinition) -> None:
    for decide, actions in definition.decisions.items():
        assert sorted(actions) == sorted(recorded_by(decide)), decide.__name__


def test_the_search_finds_what_it_should() -> None:
    assert len(set(decided_over_http("payroll"))) > 15
    assert sum(map(len, PAYROLL.decisions.values())) > 20


def decided_over_http(service: str) -> Iterator[Callable[..., Any]]:
    """What the routes of a service call with the transaction of a decision."""
    for path in sorted((ROOT / "services" / service / "api").rglob("*.py")):
        blocks = [
            block
            for block in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(block, ast.AsyncWith) and ast.unparse(block.items[0]) == "decision(context) as transaction"
        ]
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) if blocks else None
        for call in (part for block in blocks for part in ast.walk(block) if isinstance(part, ast.Call)):
            if call.args and ast.unparse(call.args[0]) == "transaction":
                yield getattr(module, ast.unparse(call.func))


def recorded_by(function: Any) -> set[str]:
    """The actions a function of a service records, itself or through what it calls in the service."""
    return {action for part in called_by(function) for action in (*_actions_in(part), *_steps_in(part))}


def _actions_in(function: FunctionType) -> Iterator[str]:
    """What it records by a name of its own."""
    if "record_action" in function.__code__.co_names:
        constants = (part for part in function.__code__.co_consts if isinstance(part, str))
        yield from (constant for constant in constants if re.fullmatch(r"[a-z_]+\.[a-z_]+", constant))


def _steps_in(function: FunctionType) -> Iterator[str]:
    """The steps of lifecycles it takes."""
    if "take_step" in function.__code__.co_names:
        named = [function.__globals__.get(name) for name in function.__code__.co_names]
        (lifecycle,) = (part for part in named if isinstance(part, Lifecycle))
        yield from (f"{lifecycle.name}.{part.name}" for part in named if isinstance(part, Step))


def called_by(function: Any) -> set[FunctionType]:
    """A function of a service with every function of the service that it reaches by name."""
    reached: set[FunctionType] = set()
    waiting = [function]
    while waiting:
        part = waiting.pop()
        if isinstance(part, FunctionType) and part not in reached and part.__module__.startswith("services."):
            reached.add(part)
            names = part.__code__.co_names
            known = [part.__globals__.get(name) for name in names]
            modules = [module for module in known if isinstance(module, ModuleType)]
            waiting += [*known, *(getattr(module, name, None) for module in modules for name in names)]
    return reached
