"""Night shifts on a real database: what decides their day, whatever came first."""

from tests.support.placement.facts import clock, enrolment, pin, punch, roster, workshop
from tests.support.placement.service import PlacementService

CLOCKED = (workshop(1), clock(2), pin(3))
HOURS = {"time": "2022-06-20T00:00:00Z", "shift_hours": "20:00-08:00"}
NIGHTS = tuple(
    punch(10 + number, moment)
    for number, moment in enumerate(
        ("2022-07-04 20:00", "2022-07-05 08:00", "2022-07-05 20:00", "2022-07-06 08:00", "2022-07-06 20:00")
    )
)


async def days(service: PlacementService, *wanted: int) -> list[str | None]:
    return [await service.day(day=f"2022-07-{day:02}") for day in wanted]


async def test_a_night_with_keys_counts_for_the_day_it_began_though_its_end_comes_first(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, punch(5, "2022-07-05 08:00", status=1))
    assert await days(service, 4, 5) == [None, "0 clock"]
    await service.report(punch(4, "2022-07-04 20:00", status=0))
    assert await days(service, 4, 5) == ["1 clock", None]


async def test_nights_without_keys_wait_for_a_clerk_until_a_roster_gives_the_hours(service: PlacementService) -> None:
    await service.report(*CLOCKED, *NIGHTS)
    assert await days(service, 4, 5, 6) == ["0 clock"] * 3
    flags = await service.pool.fetchval("SELECT clock_day -> 'flags' FROM attendance WHERE day = '2022-07-05'")
    assert flags == ["shift_unclear"]
    await service.report(roster(30, "2022-07-04", **HOURS))
    assert await days(service, 4, 5, 6) == ["1 clock", "1 clock", "0 clock"]
    await service.report(roster(31, "2022-07-04", withdrawn=True, closure_reason="x", approved_by="T-01"))
    assert await days(service, 4, 5, 6) == ["0 clock"] * 3


async def test_the_groups_hours_come_before_the_workshops_and_an_enrolment_that_comes_later_brings_them(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, *NIGHTS, roster(30, "2022-07-04", time=HOURS["time"], shift_hours="08:00-20:00"))
    assert await days(service, 4, 5, 6) == ["0 clock", "1 clock", "1 clock"]
    await service.report(roster(31, "2022-07-04", group="G1", **HOURS))
    await service.report(enrolment(32, group="G1"))
    assert await days(service, 4, 5, 6) == ["1 clock", "1 clock", "0 clock"]


async def test_shift_hours_of_no_length_are_refused_by_name(service: PlacementService) -> None:
    (outcome,) = await service.send(roster(1, "2022-07-04", shift_hours="20:00-20:00"))
    assert outcome.status == "rejected"
    assert outcome.problem is not None
    assert outcome.problem.pointer == "/data/shift_hours"


async def test_shift_hours_changed_in_the_running_month_need_a_reason_as_days_do(service: PlacementService) -> None:
    await service.report(*CLOCKED, *NIGHTS, roster(30, "2022-07-04", time=HOURS["time"]))
    late = {"time": "2022-07-10T00:00:00Z", "shift_hours": "20:00-08:00"}
    await service.report(roster(31, "2022-07-04", **late))
    assert await days(service, 5) == ["0 clock"]
    await service.report(
        roster(
            32,
            "2022-07-04",
            closure_reason="nights begun",
            approved_by="T-01",
            **late | {"time": "2022-07-11T00:00:00Z"},
        )
    )
    assert await days(service, 5) == ["1 clock"]
