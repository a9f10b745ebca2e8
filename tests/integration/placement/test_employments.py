"""An employment at a workshop ends by a fact: who may say so, and what is told of it."""

from itertools import permutations
from typing import Any

import pytest

from tests.integration.placement.conftest import Api
from tests.support.placement.facts import employment_end, enrolment
from tests.support.placement.service import PlacementService


async def employments(api: Api) -> dict[str, Any]:
    answer = await api.http.get("/v1/workers/W1/employments", headers=api.token("reader", "placement:read"))
    shown: dict[str, Any] = answer.json()
    return shown


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_worker_leaves_and_comes_back_whatever_is_told_first(
    api: Api, service: PlacementService, order: tuple[int, ...]
) -> None:
    facts = [enrolment(1), employment_end(2), enrolment(3, since="2023-03-01")]
    for position in order:
        await service.report(facts[position])
    shown = await employments(api)
    assert [(each["since"], each["last_day"], each["cause"]) for each in shown["employments"]] == [
        ("2022-07-01", "2022-12-31", "resigned"),
        ("2023-03-01", None, None),
    ]
    assert shown["waiting"] == []


async def test_an_end_of_nobodys_employment_is_kept_and_waits(api: Api, service: PlacementService) -> None:
    await service.report(employment_end(1))
    shown = await employments(api)
    assert (shown["employments"], [each["workshop"] for each in shown["waiting"]]) == ([], ["WS-01"])


async def test_an_end_changes_nothing_that_payroll_is_told(service: PlacementService) -> None:
    await service.report(enrolment(1))
    before = await service.publications()
    await service.report(employment_end(2))
    assert await service.publications() == before


async def test_an_end_before_the_first_day_is_refused(service: PlacementService) -> None:
    (outcome,) = await service.send(employment_end(1, last_day="2022-06-30"))
    assert outcome.problem is not None
    assert (outcome.status, outcome.problem.code) == ("rejected", "employment.left_before")


@pytest.mark.parametrize(
    ("scope", "taken"),
    [("placement:write", True), ("clerk:WS-01", True), ("clerk:WS-02", False), ("station:ST-01", False)],
)
async def test_the_county_and_the_workshops_own_clerk_report_it(api: Api, scope: str, taken: bool) -> None:
    put = await api.http.put(
        "/v1/workers/W1/employment-ends/WS-01/2022-07-01",
        json={"last_day": "2022-12-31", "cause": "resigned"},
        headers=api.token("someone", scope),
    )
    assert (put.status_code == 200) is taken, put.text
