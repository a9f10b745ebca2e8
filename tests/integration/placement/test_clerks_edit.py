"""A clerk's edit: against the revision he saw, one winner, and nobody else ranks as a clerk."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.placement.decisions.attendance import AttendanceEdit, StaleEdit
from services.placement.store.attendance import AttendanceState
from shared.events.people import AttendanceReported
from shared.refusals import Refused
from tests.support.placement.facts import attendance, clock, pin, punch, workshop
from tests.support.placement.service import PlacementService, now


def edit(
    weight_days: str, seen_revision: int, edit_id: str = "e-1", clerk: str = "clerk-1", **more: Any
) -> AttendanceEdit:
    data = AttendanceReported.Data.model_validate(
        {"worker": "W1", "workshop": "WS-01", "day": date(2022, 7, 1), "weight_days": weight_days, **more}
    )
    return AttendanceEdit(data, seen_revision, clerk, edit_id)


async def test_an_edit_outranks_a_station_that_speaks_later(service: PlacementService) -> None:
    await service.report(attendance(1, "1"))
    state = await service.edit(edit("0.5", 1))
    assert (state.revision, await service.day()) == (2, "0.5 clerk")
    await service.report(attendance(2, "1", time=now().isoformat()))
    assert await service.day() == "0.5 clerk"


async def test_an_edit_of_an_empty_day_names_revision_0(service: PlacementService) -> None:
    state = await service.edit(edit("1", 0))
    assert state.revision == 1


@pytest.mark.parametrize("seen", [0, 1, 3])
async def test_an_edit_on_another_revision_is_refused_with_the_day_as_it_stands(
    service: PlacementService, seen: int
) -> None:
    await service.report(attendance(1, "1"))
    await service.report(attendance(2, "0.5"))
    with pytest.raises(StaleEdit) as stale:
        await service.edit(edit("0", seen))
    assert stale.value.current.revision == 2
    assert await service.day() == "0.5 station"
    assert await service.pool.fetchval("SELECT count(*) FROM attendance_report WHERE rank = 3") == 0


async def _outcomes(
    service: PlacementService, edits: Sequence[AttendanceEdit]
) -> list[AttendanceState | BaseException]:
    return await asyncio.gather(*(service.edit(one) for one in edits), return_exceptions=True)


async def test_of_two_edits_at_once_on_the_same_revision_exactly_one_wins(service: PlacementService) -> None:
    for attempt in range(10):
        await service.forget_everything()
        await service.report(attendance(1, "0.5"))
        outcomes = await _outcomes(
            service,
            [edit(weight, 1, f"e-{attempt}-{weight}", f"clerk-{weight}") for weight in ("0", "1")],
        )
        won = [outcome for outcome in outcomes if isinstance(outcome, AttendanceState)]
        stale = [outcome for outcome in outcomes if isinstance(outcome, StaleEdit)]
        assert (len(won), len(stale)) == (1, 1)
        assert stale[0].current == won[0]
        assert [state["revision"] for state in await service.publications("attendance/")] == [1, 2]


async def test_an_edit_beside_running_computations_is_lost_by_nobody(service: PlacementService) -> None:
    await service.report(attendance(1, "0.5"))
    await service.send(*(attendance(number, "1", time=now().isoformat()) for number in range(2, 30)))
    outcomes = await asyncio.gather(service.edit(edit("0", 1)), service.compute(workers=3), return_exceptions=True)
    await service.compute()
    assert await service.day() == ("1 station" if isinstance(outcomes[0], StaleEdit) else "0 clerk")


async def test_the_same_edit_again_changes_nothing_and_another_under_its_id_is_refused(
    service: PlacementService,
) -> None:
    first = await service.edit(edit("1", 0))
    assert await service.edit(edit("1", 0)) == first
    with pytest.raises(Refused):
        await service.edit(edit("0.5", 1))
    assert await service.day() == "1 clerk"


async def test_the_later_of_two_edits_counts_even_if_the_servers_time_went_back(service: PlacementService) -> None:
    await service.edit(edit("1", 0, "a"))
    await service.pool.execute("UPDATE attendance_report SET fact_time = now() + interval '1 hour'")
    await service.edit(edit("0.5", 1, "b"))
    assert await service.day() == "0.5 clerk"


async def test_an_edit_taken_back_lets_the_clock_speak_again(service: PlacementService) -> None:
    await service.report(workshop(1), clock(2), pin(3), punch(4, "2022-07-01 08:00"), punch(5, "2022-07-01 17:00"))
    await service.edit(edit("0", 1, "a"))
    assert await service.day() == "0 clerk"
    await service.edit(edit("0", 2, "b", withdrawn=True))
    assert await service.day() == "1 clock"


async def test_every_edit_is_in_the_audit_log(service: PlacementService) -> None:
    await service.edit(edit("1", 0, clerk="clerk-audited"))
    row = await service.pool.fetchrow("SELECT * FROM audit_log WHERE actor = 'clerk-audited'")
    assert row is not None
    assert (row["action"], row["subject"]) == ("attendance.edited", "W1/WS-01/2022-07-01")
    assert row["detail"]["said"]["weight_days"] == "1"


async def test_an_event_that_calls_itself_a_clerk_still_ranks_as_a_station(service: PlacementService) -> None:
    await service.edit(edit("0", 0, clerk="clerk-1"))
    await service.report(attendance(1, "1", source="clerk-1", time=now().isoformat()))
    assert await service.day() == "0 clerk"
