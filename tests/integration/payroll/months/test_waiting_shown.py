"""GET says what of an award, a division or a workshop's sheet waits, where nothing of it was ever computed as well."""

from typing import Any

import httpx
import pytest

from shared.events.waiting import PlacementDelayed
from tests.integration.payroll.test_over_http import credentials, facts
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import delayed, registered

__all__ = ["credentials", "facts"]

MONTH = "2022-07"
AWARDS = {"about": "awards", "workshop": "WS-01", "month": MONTH}
PROFIT = {"about": "profit", "workshop": "WS-01"}
AWARD = "/v1/awards/WS-01/QIAOJI/2022-07"
DIVISION = "/v1/profit-divisions/WS-01/2022"
SHEET = "/v1/production-statements/WS-01/2022-07"


async def kinds(api: httpx.AsyncClient, path: str) -> list[str]:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    return [part["kind"] for part in answer.json()["waiting"]]


@pytest.mark.parametrize(
    ("path", "kind", "concern"),
    [
        (AWARD, "production", AWARDS),
        (DIVISION, "profit", PROFIT),
        (SHEET, "production", AWARDS),
        (SHEET, "piecework", {"about": "wages", "worker": "W-1", "workshop": "WS-01", "month": MONTH}),
        (SHEET, "roster", {"about": "wages", "workshop": "WS-01", "month": MONTH}),
        (SHEET, "worker", {"about": "wages", "worker": "W-1"}),
        (SHEET, "rate_changed", {"about": "wages"}),
    ],
)
async def test_what_waits_is_shown_until_it_is_computed(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, path: str, kind: str, concern: dict[str, str]
) -> None:
    assert await kinds(api, path) == []
    await payroll.record(delayed(kind, ["key"], concern))
    (part,) = (await api.get(path)).json()["waiting"]
    assert (part["kind"], part["service"], part["reason"]) == (kind, "orders", "overflow")
    assert part["since"] > "2022"
    await payroll.record(delayed(kind, ["key"], concern, revision=2, withdrawn=True))
    assert await kinds(api, path) == []


@pytest.mark.parametrize(
    ("path", "concern"),
    [
        (AWARD, AWARDS | {"month": "2022-08"}),
        (AWARD, AWARDS | {"workshop": "WS-02"}),
        (DIVISION, PROFIT | {"workshop": "WS-02"}),
        (SHEET, {"about": "wages", "worker": "W-9"}),
        (SHEET, {"about": "wages", "worker": "W-1", "workshop": "WS-02", "month": MONTH}),
        (SHEET, {"about": "wages", "worker": "W-1", "workshop": "WS-01", "month": "2022-08"}),
    ],
)
async def test_what_waits_elsewhere_is_not_shown(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, path: str, concern: dict[str, str]
) -> None:
    await payroll.record(registered("W-9", "WS-02"))
    await payroll.record(delayed("anything", ["key"], concern, event=PlacementDelayed))
    assert await kinds(api, path) == []


@pytest.mark.parametrize(
    ("path", "concern"),
    [
        ("/v1/awards/WS-03/QIAOJI/2022-07", AWARDS | {"workshop": "WS-03"}),
        ("/v1/profit-divisions/WS-03/2022", PROFIT | {"workshop": "WS-03"}),
    ],
)
async def test_what_never_could_be_computed_waits_and_is_no_unknown_one(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, path: str, concern: dict[str, str]
) -> None:
    assert (await api.get(path)).status_code == 404
    await payroll.record(delayed("production", ["key"], concern))
    answer: dict[str, Any] = (await api.get(path)).json()
    assert (answer["revision"], answer["lines"], len(answer["waiting"])) == (0, [], 1)
