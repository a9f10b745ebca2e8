"""Which word on a day counts, from the facts as they are told."""

from tests.support.placement.facts import attendance, clock, enrolment, pin, punch, station, workshop
from tests.support.placement.service import PlacementService

CLOCKED = (workshop(1), clock(2), pin(3))


async def test_a_station_outranks_the_clock_and_a_withdrawn_report_lets_the_clock_speak(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, punch(4, "2022-07-01 08:00"), punch(5, "2022-07-01 12:00"))
    assert await service.day() == "0.5 clock"
    await service.report(attendance(6, "1"))
    assert await service.day() == "1 station"
    await service.report(attendance(7, "1", withdrawn=True))
    assert await service.day() == "0.5 clock"


async def test_a_doubted_day_says_why_until_a_station_speaks_or_the_missing_punch_comes(
    service: PlacementService,
) -> None:
    async def doubts() -> list[list[str]]:
        return [state["doubts"] for state in await service.publications("attendance/W1/")]

    await service.report(*CLOCKED, punch(4, "2022-07-01 08:00"))
    assert await doubts() == [["single_punch"]]
    await service.report(attendance(5, "0"))
    assert await doubts() == [["single_punch"], []]
    await service.report(attendance(6, "0", withdrawn=True))
    await service.report(punch(7, "2022-07-01 17:00"))
    assert await doubts() == [["single_punch"], [], ["single_punch"], []]


async def test_a_report_that_says_the_same_again_is_not_published_again(service: PlacementService) -> None:
    await service.report(attendance(1, "1"))
    await service.report(attendance(2, "1", source="other"))
    assert len(await service.publications("attendance/")) == 1


async def test_an_earlier_report_that_arrives_later_changes_nothing(service: PlacementService) -> None:
    await service.report(attendance(2, "0.5"))
    await service.report(attendance(1, "1"))
    assert await service.day() == "0.5 station"
    assert len(await service.publications("attendance/")) == 1


async def test_a_report_taken_back_is_published_as_withdrawn(service: PlacementService) -> None:
    await service.report(attendance(1, "1"))
    await service.report(attendance(2, "1", withdrawn=True))
    assert await service.day() is None
    last = (await service.publications("attendance/"))[-1]
    assert (last["revision"], last["withdrawn"]) == (2, True)


async def test_a_station_counts_only_for_the_workshops_it_is_registered_for(service: PlacementService) -> None:
    await service.report(attendance(1, "1", station="ST-01"))
    assert await service.day() == "1 station"
    await service.report(station(2, "WS-02"))
    assert await service.day() is None
    await service.report(station(3, "WS-02", "WS-01"))
    assert await service.day() == "1 station"


async def test_punches_of_an_unknown_clock_or_number_wait_and_count_once_it_is_known(
    service: PlacementService,
) -> None:
    await service.report(punch(1, "2022-07-01 08:00"), punch(2, "2022-07-01 17:00"))
    key = ("CK-1", "7", "2022-07-01")
    assert await service.unassigned() == {key: (2, ["unknown_clock"])}
    await service.report(clock(3))
    assert await service.unassigned() == {key: (2, ["workshop_or_its_policy_pack_unknown"])}
    await service.report(workshop(4))
    assert await service.unassigned() == {key: (2, ["unassigned_pin"])}
    await service.report(pin(5))
    assert await service.unassigned() == {}
    assert await service.day() == "1 clock"


async def test_a_workshop_under_an_unknown_pack_has_no_days_until_it_is_under_a_known_one(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED[1:], workshop(1, policy_pack="nowhere"))
    await service.report(punch(4, "2022-07-01 08:00"), punch(5, "2022-07-01 17:00"))
    assert await service.day() is None
    await service.report(workshop(6))
    assert await service.day() == "1 clock"


async def test_a_number_reassigned_takes_the_day_from_one_worker_and_gives_it_to_the_other(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, punch(4, "2022-07-01 08:00"), punch(5, "2022-07-01 17:00"))
    assert await service.day("W1") == "1 clock"
    await service.report(pin(6, "W2"))
    assert (await service.day("W1"), await service.day("W2")) == (None, "1 clock")


async def test_a_number_handed_on_means_the_new_worker_from_the_day_on_and_nobody_after_it_ended(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, pin(4, "W2", valid_from="2022-07-02", valid_until="2022-07-02"))
    for number, day in enumerate(("2022-07-01", "2022-07-02", "2022-07-03")):
        await service.report(punch(10 + 2 * number, f"{day} 08:00"), punch(11 + 2 * number, f"{day} 17:00"))
    assert await service.day("W1", day="2022-07-01") == "1 clock"
    assert await service.day("W2", day="2022-07-02") == "1 clock"
    assert await service.unassigned() == {("CK-1", "7", "2022-07-03"): (2, ["unassigned_pin"])}


async def test_a_clock_that_moves_leaves_its_earlier_days_where_they_were(service: PlacementService) -> None:
    await service.report(*CLOCKED, workshop(4, workshop="WS-02"), clock(5, workshop="WS-02", since="2022-07-02"))
    for number, day in enumerate(("2022-07-01", "2022-07-02")):
        await service.report(punch(10 + 2 * number, f"{day} 08:00"), punch(11 + 2 * number, f"{day} 17:00"))
    assert await service.day(day="2022-07-01") == "1 clock"
    assert await service.day(workshop="WS-02", day="2022-07-02") == "1 clock"


async def test_a_night_shift_counts_for_the_day_it_began_even_when_its_files_come_apart(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, punch(5, "2022-07-02 03:59"))
    assert await service.day() == "0 clock"
    await service.report(punch(4, "2022-07-01 20:00"))
    assert await service.day() == "1 clock"
    assert await service.day(day="2022-07-02") is None


async def test_a_number_assigned_later_reaches_the_night_before_its_only_punch(service: PlacementService) -> None:
    await service.report(*CLOCKED[:2], punch(4, "2022-07-02 03:00"))
    await service.report(pin(3))
    assert await service.day(day="2022-07-01") == "0 clock"


async def test_of_two_places_given_for_the_same_first_day_the_later_word_counts(service: PlacementService) -> None:
    await service.report(*CLOCKED, workshop(4, workshop="WS-02"), clock(9, workshop="WS-02"))
    await service.report(punch(5, "2022-07-01 08:00"), punch(6, "2022-07-01 17:00"))
    await service.report(clock(8, workshop="WS-03"))
    assert (await service.day(), await service.day(workshop="WS-02")) == (None, "1 clock")


async def test_a_punch_at_the_cut_hour_begins_the_next_day(service: PlacementService) -> None:
    await service.report(*CLOCKED, punch(4, "2022-07-01 20:00"), punch(5, "2022-07-02 04:00"))
    assert await service.day(day="2022-07-01") == "0 clock"
    assert await service.day(day="2022-07-02") == "0 clock"


async def test_a_day_whose_punches_are_all_taken_back_is_withdrawn(service: PlacementService) -> None:
    await service.report(*CLOCKED, punch(4, "2022-07-01 08:00"), punch(5, "2022-07-01 17:00"))
    await service.report(punch(6, "2022-07-01 08:00", withdrawn=True), punch(7, "2022-07-01 17:00", withdrawn=True))
    assert await service.day() is None
    assert (await service.publications("attendance/"))[-1]["withdrawn"] is True


async def test_a_punch_of_another_station_counts_only_while_the_clock_is_enrolled_for_it(
    service: PlacementService,
) -> None:
    await service.report(*CLOCKED, punch(4, "2022-07-01 08:00"), punch(6, "2022-07-01 17:00", station="ST-09"))
    assert await service.day() == "0 clock"
    assert await service.unassigned() == {("CK-1", "7", "2022-07-01"): (1, ["clock_of_another_station"])}
    await service.report(clock(7, station="ST-09"))
    assert await service.day() == "1 clock"


async def test_two_clocks_of_a_workshop_make_one_day(service: PlacementService) -> None:
    await service.report(*CLOCKED, clock(4, serial="CK-2"), pin(5, serial="CK-2", pin="12"))
    await service.report(punch(6, "2022-07-01 08:00"), punch(7, "2022-07-01 14:00", serial="CK-2", pin="12"))
    assert await service.day() == "1 clock"


async def test_attendance_before_the_worker_is_enrolled_counts(service: PlacementService) -> None:
    await service.report(attendance(1, "1"))
    await service.report(enrolment(2))
    assert await service.day() == "1 station"


async def test_the_correlation_of_the_first_event_stays_with_its_consequence(service: PlacementService) -> None:
    event = attendance(1, "1").model_copy(update={"correlationid": "story-1"})
    await service.report(event)
    row = await service.pool.fetchrow("SELECT event FROM outbox")
    assert row is not None
    assert b'"correlationid":"story-1"' in row["event"]
    assert b'"causationid":"office#office-1"' in row["event"]


async def test_facts_that_cannot_be_are_refused_and_nothing_of_them_is_kept(service: PlacementService) -> None:
    outcomes = await service.send(
        attendance(1, "1", leave="paid"),
        attendance(2, "1", day="1999-12-31"),
        punch(3, "2000-01-01 00:05"),
        punch(4, "2022-08-02 08:00"),
        pin(5, valid_until="2022-05-31"),
        attendance(6, "0.5", leave="paid"),
    )
    pointers = [outcome.problem.pointer if outcome.problem else None for outcome in outcomes]
    assert pointers == [
        "/data/leave",
        "/data/day",
        "/data/punched_at",
        "/data/punched_at",
        "/data/valid_until",
        None,
    ]
    assert await service.pool.fetchval("SELECT count(*) FROM attendance_report") == 1
    assert await service.pool.fetchval("SELECT count(*) FROM punch") == 0
