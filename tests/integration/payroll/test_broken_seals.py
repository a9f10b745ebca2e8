"""Details that another installation sealed, or nobody, are told in words and logged: no failure."""

from pathlib import Path

import httpx

from services.payroll.api import create_app
from shared.events.details import WorkerDetailsChanged
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.facts import pieces, registered, state, workshop
from tests.support.tokens import TokenIssuer


async def test_what_cannot_be_opened_is_told_and_is_no_failure(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    sealed = {"sealed_key": "gIM4lQ==", "sealed_details": "y+ss"}
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        state(WorkerDetailsChanged, "details/W-1", 1, worker="W-1", **sealed),
    )
    issuer = TokenIssuer(tmp_path)
    app = create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://payroll") as client,
    ):
        answer = await client.get("/v1/payee-accounts", headers=issuer.header("sun", "payroll:finance"))
    assert (answer.status_code, answer.json()["title"]) == (409, "Not usable")
    assert "cannot be opened" in answer.json()["detail"]


async def test_what_shows_no_details_is_shown_without_the_name(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    sealed = {"sealed_key": "gIM4lQ==", "sealed_details": "y+ss"}
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        state(WorkerDetailsChanged, "details/W-1", 1, worker="W-1", **sealed),
    )
    issuer = TokenIssuer(tmp_path)
    app = create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://payroll") as client,
    ):
        client.headers.update(issuer.header("li", "clerk:WS-01"))
        statement = (await client.get("/v1/statements/W-1/2022-07")).json()
        history = await client.get("/v1/statements/W-1/2022-07/history")
    assert (statement["name"], statement["total"]) == (None, "1000.00")
    assert statement["age"] == {"concern": "not_readable", "accepted": False}
    assert (history.status_code, history.json()["name"]) == (200, None)
