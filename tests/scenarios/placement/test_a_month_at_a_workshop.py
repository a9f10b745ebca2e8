"""One month at a workshop, as its people live it: late registrations, a night shift, a flood, a dispute."""

from datetime import UTC, datetime

from tests.integration.placement.conftest import Api
from tests.support.placement.facts import attendance, clock, identity_number, pin, roster, station, workshop
from tests.support.placement.service import PlacementService


async def test_a_worker_registered_after_the_clock_saw_him_gets_every_day_he_came(
    api: Api, service: PlacementService
) -> None:
    office = api.token("office", "placement:write")
    first_half = "".join(f"7\t2022-07-{day:02d} 08:0{day % 3}:00\n" for day in range(1, 4))
    whole_file = first_half + "".join(f"7\t2022-07-{day:02d} 17:30:00\n" for day in range(1, 4))
    for content in (first_half, whole_file, whole_file):
        await api.http.post("/v1/imports/punches?serial=CK-1", content=content.encode(), headers=office)
    await service.report(workshop(1), clock(2))
    waiting = await api.http.get("/v1/clocks/unassigned", headers=api.token("r", "placement:read"))
    assert [row["punches"] for row in waiting.json()["unassigned"]] == [2, 2, 2]
    enrolment = {"workshop": "WS-01", "name": "李小红", "identity_number": identity_number(1)}
    await api.http.put("/v1/workers/W1/assignments/2022-07-01", json=enrolment, headers=office)
    await service.report(pin(3))
    assert [await service.day(day=f"2022-07-0{day}") for day in (1, 2, 3)] == ["1 clock"] * 3
    assert await service.unassigned() == {}


async def test_a_flood_takes_days_off_the_roster_only_with_the_townships_word(service: PlacementService) -> None:
    await service.report(roster(1, "2022-07-01", "2022-07-02", "2022-07-03", time="2022-06-25T00:00:00Z"))
    await service.report(roster(2, "2022-07-01", time="2022-07-03T00:00:00Z"))
    assert len((await service.states("roster/"))["roster/WS-01/2022-07"]["expected_days"]) == 3
    flood = {"closure_reason": "the road was flooded", "approved_by": "T-01"}
    await service.report(roster(3, "2022-07-01", time="2022-07-04T00:00:00Z", **flood))
    assert list((await service.states("roster/"))["roster/WS-01/2022-07"]["expected_days"]) == ["2022-07-01"]


async def test_a_dispute_about_a_day_is_settled_by_the_clerk_and_stays_visible(
    api: Api, service: PlacementService
) -> None:
    await service.report(workshop(1), station(2, "WS-01"), attendance(3, "0", station="ST-01"))
    clerk = api.token("clerk-1", "clerk:WS-01")
    path = "/v1/attendance/W1/WS-01/2022-07-01"
    seen = (await api.http.get(path, headers=clerk)).json()["revision"]
    settled = await api.http.put(path, json={"weight_days": "1", "revision": seen}, headers=clerk)
    assert settled.status_code == 200
    late = attendance(4, "0.5", station="ST-01", time=datetime.now(UTC).isoformat())
    await service.report(late)
    shown = (await api.http.get(path, headers=clerk)).json()
    assert (shown["weight_days"], shown["basis"]) == ("1", "clerk")
    assert [said["weight_days"] for said in shown["reports"] if said["differs"]] == ["0.5", "0"]
