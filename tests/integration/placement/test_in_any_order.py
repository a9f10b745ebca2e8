"""Any order, duplication and batching of the same facts, with one or three workers, gives the same states.

Of two accounts for one person the first to arrive is in force (decision 33), so nobody here is given two.
"""

import asyncio
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.events.envelope import Event
from tests.support.placement.facts import (
    account,
    attendance,
    certificate,
    clock,
    enrolment,
    labourer,
    pin,
    punch,
    roster,
    shareholding,
    station,
    workshop,
)
from tests.support.placement.service import PlacementService

FACTS: list[Event] = [
    enrolment(1),
    enrolment(2, since="2022-08-01", workshop="WS-02", first_day="2022-07-02"),
    enrolment(3, since="2022-08-01", workshop="WS-02", withdrawn=True),
    enrolment(4, "W2", person=2),
    workshop(5, policy_pack="elsewhere"),
    workshop(6),
    workshop(7, workshop="WS-02"),
    station(8, "WS-02"),
    station(9, "WS-01", "WS-02"),
    clock(10),
    clock(11, workshop="WS-02", since="2022-07-03"),
    clock(12, serial="CK-2"),
    clock(49, workshop="WS-02"),
    clock(50),
    pin(13),
    pin(14, "W2", valid_from="2022-07-02", valid_until="2022-07-03"),
    pin(15, "W1", pin="8"),
    pin(16, "W2", pin="8"),
    pin(17, "W2", serial="CK-2", pin="1"),
    pin(18, "W2", serial="CK-2", pin="1", withdrawn=True),
    punch(19, "2022-07-01 08:00"),
    punch(20, "2022-07-01 17:00"),
    punch(21, "2022-07-02 20:00"),
    punch(22, "2022-07-03 03:00"),
    punch(23, "2022-07-03 09:00", status=0),
    punch(24, "2022-07-03 13:00", status=1),
    punch(25, "2022-07-04 09:00"),
    punch(26, "2022-07-01 08:00", pin="8"),
    punch(27, "2022-07-01 12:30", pin="8", status=0),
    punch(28, "2022-07-01 12:30", pin="8", status=1),
    punch(29, "2022-07-01 17:00", withdrawn=True),
    punch(30, "2022-07-01 16:00", station="ST-01"),
    punch(31, "2022-07-01 19:00", station="ST-09"),
    punch(32, "2022-07-05 09:00", serial="CK-2", pin="1"),
    punch(33, "2022-07-05 09:00", serial="CK-9", pin="1"),
    attendance(34, "1", station="ST-01"),
    attendance(35, "0.5", source="other", time="2022-08-01T00:34:00Z"),
    attendance(36, "1", day="2022-07-06"),
    attendance(37, "1", day="2022-07-06", withdrawn=True),
    attendance(38, "0", day="2022-07-07", leave="paid"),
    attendance(39, "1", workshop="WS-02", day="2022-07-07", station="ST-01"),
    roster(40, "2022-07-01", "2022-07-02", time="2022-06-20T00:00:00Z"),
    roster(41, "2022-07-01", time="2022-07-02T00:00:00Z"),
    roster(42, "2022-07-02", time="2022-07-03T00:00:00Z", closure_reason="flood", approved_by="T-01"),
    roster(43, "2022-07-09", group="G1"),
    certificate(44),
    certificate(45, revoked_on="2022-09-30"),
    shareholding(46, "10"),
    shareholding(47, "12"),
    shareholding(48, "5", village="V002", withdrawn=True),
    account(51),
    account(53, "W2"),
    account(54, "W2", withdrawn=True),
    account(55, "W9"),
    labourer(66, "W1", phone="13900000001"),
    labourer(67, "P9", 9),
    labourer(68, "P9", 9, since="2021-01-01", village="V002"),
    labourer(69, "P9", 9, since="2021-01-01", village="V002", withdrawn=True),
    # Nights without keys, in a group whose roster says its hours; and nights with keys, in none.
    enrolment(56, "W3", person=3, workshop="WS-02", group="G2"),
    roster(57, "2022-07-11", workshop="WS-02", group="G2", time="2022-06-20T00:00:00Z", shift_hours="20:00-08:00"),
    pin(58, "W3", pin="9"),
    punch(59, "2022-07-11 20:00", pin="9"),
    punch(60, "2022-07-12 08:00", pin="9"),
    punch(61, "2022-07-12 20:00", pin="9"),
    punch(62, "2022-07-13 08:00", pin="9"),
    pin(63, "W2", pin="10"),
    punch(64, "2022-07-11 20:00", pin="10", status=0),
    punch(65, "2022-07-12 08:00", pin="10", status=1),
]


async def outcome_of(service: PlacementService, batches: list[list[Event]], workers: int) -> dict[str, Any]:
    await service.forget_everything()
    for batch in batches:
        outcomes = await service.send(*batch)
        assert {outcome.status for outcome in outcomes} <= {"accepted", "duplicate"}
        if len(batch) % 2:
            await service.compute(workers, maximum_subjects=7)
    await service.compute(workers, maximum_subjects=7)
    states: dict[str, Any] = await service.states()
    states["unassigned"] = await service.unassigned()
    return states


@st.composite
def shuffled(draw: st.DrawFn) -> list[list[Event]]:
    """The facts in some order, some of them twice, cut into batches."""
    events = draw(st.permutations(FACTS + draw(st.lists(st.sampled_from(FACTS), max_size=6))))
    cuts = sorted(draw(st.sets(st.integers(1, len(events) - 1), max_size=8)))
    edges = [0, *cuts, len(events)]
    return [events[start:end] for start, end in pairwise(edges)]


async def test_any_order_duplication_and_batching_gives_the_same_states(
    service: PlacementService, placement_database_url: str
) -> None:
    expected = await outcome_of(service, [FACTS], workers=1)
    assert expected["attendance/W1/WS-01/2022-07-01"]["basis"] == "station"
    assert expected["attendance/W2/WS-01/2022-07-02"]["weight_days"] == "1"
    assert expected["attendance/W2/WS-02/2022-07-03"]["weight_days"] == "0.5"
    assert expected["attendance/W2/WS-01/2022-07-01"]["weight_days"] == "0.5"
    first, second = (expected[f"details/{worker}"]["opened"] for worker in ("W1", "W2"))
    assert (first.account.number, first.account.holder) == ("0000991234567890123", first.name)
    assert second.account is None
    assert "details/W9" not in expected
    assert [expected[f"attendance/W3/WS-02/2022-07-{day}"]["weight_days"] for day in (11, 12)] == ["1", "1"]
    assert expected["attendance/W2/WS-02/2022-07-11"]["weight_days"] == "1"
    assert "attendance/W2/WS-02/2022-07-12" not in expected
    assert set(expected["unassigned"]) == {
        ("CK-1", "7", "2022-07-01"),
        ("CK-1", "7", "2022-07-04"),
        ("CK-2", "1", "2022-07-05"),
        ("CK-9", "1", "2022-07-05"),
    }
    loop = asyncio.get_running_loop()

    @given(shuffled(), st.sampled_from([1, 3]))
    def check(batches: list[list[Event]], workers: int) -> None:
        future = asyncio.run_coroutine_threadsafe(outcome_of(service, batches, workers), loop)
        assert future.result(timeout=60) == expected

    await asyncio.to_thread(check)
