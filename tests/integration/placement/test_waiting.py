"""What placement cannot compute waits in sight of everybody, with the people and months it concerns."""

from typing import Any

from shared.messaging.recompute import Recomputer
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import attendance, clock, pin, workshop
from tests.support.placement.service import PlacementService

UNREADABLE = "UPDATE attendance_report SET fact_time = '0044-03-15 12:00:00+00 BC' WHERE event_id = 'office-1'"
JULY_OF_W1 = {"about": "wages", "worker": "W1", "workshop": "WS-01", "month": "2022-07"}


async def compute(service: PlacementService) -> None:
    recomputer = Recomputer(service.definition, service.pool, service.sealer, service.metrics, 500)
    while await recomputer.run_pass():
        pass


async def waiting(service: PlacementService) -> dict[tuple[str, ...], tuple[str, Any]]:
    """Reason and concerns of what was last said to wait, by kind and key."""
    states = (await service.states("waiting/")).values()
    return {(state["kind"], *state["waiting"]): (state["reason"], state["concerns"]) for state in states}


async def test_a_day_that_cannot_be_computed_names_its_worker_and_a_later_word_ends_it(
    service: PlacementService,
) -> None:
    await service.report(attendance(1, "1"))
    await service.pool.execute(UNREADABLE)
    await service.send(attendance(2, "0.5"))
    await compute(service)
    assert await waiting(service) == {("attendance", "W1", "WS-01", "2022-07-01"): ("overflow", [JULY_OF_W1])}
    assert await service.day() == "1 station", "as it stood before"

    await service.pool.execute("UPDATE attendance_report SET fact_time = '2022-07-01' WHERE event_id = 'office-1'")
    await service.send(attendance(3, "0"))
    await compute(service)
    assert await waiting(service) == {}
    assert await service.day() == "0 station"


async def test_a_waiting_day_is_shown_with_since_and_why_and_is_no_unknown_one(
    service: PlacementService, api: Api
) -> None:
    await service.send(attendance(1, "1"))
    await service.pool.execute(UNREADABLE)
    await compute(service)
    for header in (api.token("reader", "placement:read"), api.token("clerk", "clerk:WS-01")):
        answer = await api.http.get("/v1/attendance/W1/WS-01/2022-07-01", headers=header)
        assert answer.status_code == 200
        shown = answer.json()
        assert (shown["revision"], shown["weight_days"], shown["reports"]) == (0, None, None)
        assert [(part["kind"], part["reason"]) for part in shown["waiting"]] == [("attendance", "overflow")]
        month = (await api.http.get("/v1/attendance/W1/2022-07", headers=header)).json()
        assert (month["days"], [part["kind"] for part in month["waiting"]]) == ([], ["attendance"])
        other = await api.http.get("/v1/attendance/W1/WS-01/2022-07-02", headers=header)
        assert other.status_code == 404
    elsewhere = (await api.http.get("/v1/attendance/W1/2022-07", headers=api.token("clerk", "clerk:WS-02"))).json()
    assert elsewhere["waiting"] == []


async def test_a_clerk_is_told_that_a_day_with_a_fact_nobody_can_read_is_not_decided(
    service: PlacementService, api: Api
) -> None:
    await service.send(attendance(1, "1"))
    await service.pool.execute(UNREADABLE)
    await compute(service)
    body, clerk = {"weight_days": "1", "revision": 0}, api.token("clerk", "clerk:WS-01")
    answer = await api.http.put("/v1/attendance/W1/WS-01/2022-07-01", json=body, headers=clerk)
    assert (answer.status_code, answer.json()["pointer"]) == (409, "/day"), answer.text
    assert await service.pool.fetchval("SELECT count(*) FROM attendance_report") == 1


async def test_a_month_shows_its_other_days_while_one_of_them_waits(service: PlacementService, api: Api) -> None:
    await service.report(attendance(1, "1"), attendance(2, "1", day="2022-07-02"))
    await service.pool.execute(UNREADABLE)
    await service.send(attendance(3, "0.5"))
    await compute(service)
    month = (await api.http.get("/v1/attendance/W1/2022-07", headers=api.token("reader", "placement:read"))).json()
    assert [(day["day"], day["reports"] is None) for day in month["days"]] == [
        ("2022-07-01", True),
        ("2022-07-02", False),
    ]


async def test_punches_that_cannot_be_spread_name_whom_their_number_ever_meant(service: PlacementService) -> None:
    await service.report(workshop(1), clock(2), pin(3), pin(4, "W2", valid_from="2022-08-01"))
    number, day = ("CK-1", "7"), "2022-08-01"
    async with service.pool.acquire() as connection:
        of_punch = await service.definition.concerns["punch"](connection, (*number, day))
        of_pin = await service.definition.concerns["pin"](connection, number)
        of_clock = await service.definition.concerns["clock"](connection, number[:1])
    people = {("W1", "WS-01"), ("W2", "WS-01")}
    assert {(known.worker, known.workshop) for known in of_punch} == people
    assert {known.month for known in of_punch} == {"2022-07", "2022-08"}, "an early punch is of the day before"
    assert {(known.worker, known.workshop) for known in of_pin} == people
    assert {known.month for known in of_pin} == {None}
    assert [(known.worker, known.workshop) for known in of_clock] == [(None, "WS-01")]


async def test_what_waits_is_listed_to_the_operator_until_it_is_computed(service: PlacementService, api: Api) -> None:
    operator = api.token("ops", "operator")
    await service.send(attendance(1, "1"))
    await service.pool.execute(UNREADABLE)
    await compute(service)
    (part,) = (await api.http.get("/v1/waiting", headers=operator)).json()["waiting"]
    assert (part["kind"], part["subject"]) == ("attendance", ["W1", "WS-01", "2022-07-01"])
    assert (part["reason"], part["failures"], part["concerns"]) == ("overflow", 1, [JULY_OF_W1])
    assert part["retry_at"] > part["since"]
    assert (await api.http.get("/v1/waiting", headers=api.token("office", "placement:read"))).status_code == 403

    await service.pool.execute("UPDATE attendance_report SET fact_time = '2022-07-01'")
    await service.pool.execute("UPDATE recompute_due SET retry_at = now()")
    await compute(service)
    assert (await api.http.get("/v1/waiting", headers=operator)).json() == {"waiting": [], "next": None}
