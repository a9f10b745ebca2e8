"""The catalogue names every event once, and everybody it names as a reader or an owner can act on it."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import pytest

from services.orders.definition import DEFINITION as ORDERS
from services.payroll.definition import DEFINITION as PAYROLL
from services.placement.definition import DEFINITION as PLACEMENT
from services.placement.registers import REGISTERS
from shared.events import claims, details, employments, households, money, people, placements, production, waiting
from shared.events.catalogue import (
    ALL_EVENTS,
    PUBLISHED,
    REPORTED,
    SERVICES,
    expected_groups,
    newest_version_of,
    streams_read_by,
)
from shared.events.envelope import Event, FactData, StateData
from shared.messaging.definition import ServiceDefinition

DEFINITIONS = {definition.name: definition for definition in (ORDERS, PAYROLL, PLACEMENT)}


def event_classes() -> Iterator[type[Event]]:
    for module in (production, people, employments, households, placements, details, claims, money, waiting):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Event) and value is not Event:
                yield value


def test_every_event_class_is_listed_once() -> None:
    assert Counter(ALL_EVENTS) == Counter(event_classes())
    assert len({event.type_name() for event in ALL_EVENTS}) == len(ALL_EVENTS)


@pytest.mark.parametrize("event", REPORTED, ids=lambda event: event.type_name())
def test_a_reported_fact_has_a_handler_in_its_owner_and_nowhere_else(event: type[Event]) -> None:
    assert [name for name, definition in DEFINITIONS.items() if event in definition.handlers] == [event.owner]
    assert issubclass(event.model_fields["data"].annotation, FactData)  # type: ignore[arg-type]


@pytest.mark.parametrize("event", REPORTED, ids=lambda event: event.type_name())
def test_who_sends_a_fact_that_can_be_said_again_is_told_where_another_word_stands(event: type[Event]) -> None:
    decisions_of_a_moment = {details.WorkerIdentityDecided, details.WorkerAccountDecided}
    told = event in DEFINITIONS[event.owner].words_in_force  # type: ignore[index]
    assert told == (event not in decisions_of_a_moment)


@pytest.mark.parametrize("entry", PUBLISHED, ids=lambda entry: entry.event.type_name())
def test_a_published_state_has_a_handler_in_each_of_its_readers_and_nowhere_else(entry) -> None:  # type: ignore[no-untyped-def]
    readers = {name for name, definition in DEFINITIONS.items() if entry.event in definition.handlers}
    assert readers == set(entry.consumers)
    assert entry.event.owner not in entry.consumers
    assert issubclass(entry.event.model_fields["data"].annotation, StateData)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type_name())
def test_a_type_is_a_past_tense_fact_with_its_version_and_an_owner(event: type[Event]) -> None:
    name, _, version = event.type_name().rpartition(".v")
    assert newest_version_of(name) >= int(version) >= 1
    assert event.owner in SERVICES
    assert name.endswith(("d", ".given")), f"{name} does not say what happened"
    assert (event.__doc__ or "").strip() != (Event.__doc__ or "").strip(), "an event says what it means"


@pytest.mark.parametrize("event", [entry.event for entry in PUBLISHED], ids=lambda event: event.type_name())
def test_no_published_state_names_a_person(event: type[Event]) -> None:
    assert not event.carries_identity
    fields = event.model_fields["data"].annotation.model_fields  # type: ignore[union-attr]
    assert not {"identity_number", "phone", "account"} & set(fields)


def test_readers_and_groups_are_told_from_the_same_list() -> None:
    for stream in SERVICES:
        assert [service for service in SERVICES if stream in streams_read_by(service)] == list(expected_groups(stream))


@pytest.mark.parametrize("name", list(DEFINITIONS))
def test_kinds_of_marks_are_worked_on_once_and_fan_outs_come_first(name: str) -> None:
    definition = DEFINITIONS[name]  # type: ignore[index]
    assert len(set(definition.mark_kinds)) == len(definition.mark_kinds)
    assert definition.mark_kinds[: len(definition.fan_outs)] == tuple(definition.fan_outs)


@pytest.mark.parametrize("name", list(DEFINITIONS))
def test_every_kind_of_mark_says_which_decisions_rest_on_it(name: str) -> None:
    definition = DEFINITIONS[name]  # type: ignore[index]
    assert set(definition.concerns) == set(definition.mark_kinds)
    assert definition.delayed in {entry.event for entry in PUBLISHED if entry.event.owner == name}


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.name)
def test_what_a_service_does_is_called_by_the_same_verbs_in_all_three(definition: ServiceDefinition) -> None:
    """Facts are kept, or decided where they ask for a decision; marks are fanned out, states recomputed."""
    handlers = [handler.__name__ for handler in definition.handlers.values()]
    assert [called for called in handlers if not called.startswith(("keep_", "decide_"))] == []
    assert [made for made in definition.fan_outs.values() if not made.__name__.startswith("fan_out_")] == []
    assert [made for made in definition.computations.values() if not made.__name__.startswith("recompute")] == []


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.name)
def test_a_services_marks_are_those_it_lists_and_those_of_its_registers(definition: ServiceDefinition) -> None:
    listed = vars(import_module(f"services.{definition.name}.marks"))
    kinds = {value for constant, value in listed.items() if constant.isupper()}
    declared = (
        {register.name for register in REGISTERS if register.concerns} if definition.name == "placement" else set()
    )
    assert kinds | declared == set(definition.mark_kinds)
    assert not kinds & declared
