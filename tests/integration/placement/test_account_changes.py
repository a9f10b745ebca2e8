"""A changed account: nobody's pay goes elsewhere before a second person has said so and the pack's days are over."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.clock import shanghai_today
from shared.details import PersonDetails
from shared.policy import load_pack
from tests.integration.placement.conftest import Api
from tests.support.placement.facts import account, account_decision, enrolment, workshop
from tests.support.placement.service import PlacementService

NUMBER, OTHER, THIRD = "0000991234567890123", "0000990000000000017", "0000990000000000025"
WAITING_DAYS = load_pack("songtao").rules_on(date(2022, 8, 1)).integer("payments.account_waiting_days")


async def known(service: PlacementService, worker: str = "W1") -> PersonDetails:
    """What payroll is told of a worker."""
    details: PersonDetails = (await service.states("details/"))[f"details/{worker}"]["opened"]
    return details


async def numbers(service: PlacementService, *days_ahead: int) -> list[str | None]:
    """Where his money goes, so many days from today."""
    details = await known(service)
    accounts = (details.account_on(shanghai_today() + timedelta(days=days)) for days in days_ahead)
    return [found.number if found else None for found in accounts]


async def refused(service: PlacementService, event: Any) -> tuple[str, str]:
    """Pointer and reason of a refusal."""
    (outcome,) = await service.send(event)
    assert outcome.status == "rejected"
    assert outcome.problem is not None
    return outcome.problem.pointer, outcome.problem.text.en


async def changed(service: PlacementService) -> None:
    """W1 has an account, and another was given in its place."""
    await service.report(workshop(1), enrolment(2), account(3, account_number=NUMBER))
    await service.report(account(4, account_number=OTHER))


async def test_the_first_account_of_a_person_is_in_force_at_once(service: PlacementService) -> None:
    await service.report(workshop(1), enrolment(2), account(3, account_number=NUMBER))
    assert await numbers(service, 0, 999) == [NUMBER, NUMBER]
    details = await known(service)
    assert details.account is not None
    assert (details.account.given_by, details.account.confirmed_by) == ("office", "")


async def test_another_account_changes_nothing_until_a_second_person_confirms_it_and_the_days_are_over(
    service: PlacementService,
) -> None:
    await changed(service)
    assert await numbers(service, 0, 999) == [NUMBER, NUMBER]
    await service.report(account_decision(5, account_number=OTHER))
    assert WAITING_DAYS > 0
    assert await numbers(service, 0, WAITING_DAYS - 1, WAITING_DAYS) == [NUMBER, NUMBER, OTHER]
    details = await known(service)
    assert details.next_account is not None
    assert (details.next_account.given_by, details.next_account.confirmed_by) == ("office", "chief")
    (last, *_) = await service.pool.fetch("SELECT actor, action FROM audit_log ORDER BY id DESC LIMIT 1")
    assert tuple(last) == ("chief", "worker.account_confirmed")


@pytest.mark.parametrize("spelling", ["office", "Office", "office/desk-2", "ＯＦＦＩＣＥ"])
async def test_whoever_gave_an_account_confirms_it_under_no_spelling(service: PlacementService, spelling: str) -> None:
    await changed(service)
    pointer, reason = await refused(service, account_decision(5, source=spelling, account_number=OTHER))
    assert pointer == "/source"
    assert "gave this account and cannot confirm it" in reason
    assert await numbers(service, 999) == [NUMBER]


async def test_a_decision_names_the_number_that_was_given(service: PlacementService) -> None:
    await changed(service)
    assert (await refused(service, account_decision(5, account_number=THIRD)))[0] == "/data/account_number"
    await service.report(account_decision(6, account_number=OTHER, confirmed=False))
    assert await numbers(service, 999) == [NUMBER]
    pointer, reason = await refused(service, account_decision(7, account_number=OTHER))
    assert (pointer, reason) == ("/data/worker", "no changed account of W1 waits for a decision")


async def test_a_proposal_does_not_undo_what_was_confirmed_before_it(service: PlacementService) -> None:
    await changed(service)
    await service.report(account_decision(5, account_number=OTHER))
    await service.report(account(6, account_number=THIRD))
    assert await numbers(service, 0, WAITING_DAYS) == [NUMBER, OTHER]


async def test_once_its_day_has_come_a_confirmed_account_is_the_one_others_are_compared_with(
    service: PlacementService,
) -> None:
    await changed(service)
    await service.report(account_decision(5, account_number=OTHER))
    await service.pool.execute("UPDATE person SET next_account_from = $1", shanghai_today())
    await service.report(account(6, account_number=NUMBER))
    assert await numbers(service, 0, 999) == [OTHER, OTHER]


async def test_a_closed_account_is_not_paid_to_and_the_next_one_is_no_first_one(service: PlacementService) -> None:
    await service.report(workshop(1), enrolment(2), account(3, account_number=NUMBER))
    await service.report(account(4, withdrawn=True))
    assert await numbers(service, 0, 999) == [None, None]
    await service.report(account(5, account_number=OTHER))
    assert await numbers(service, 0, 999) == [None, None]
    await service.report(account_decision(6, account_number=OTHER))
    assert await numbers(service, 0, WAITING_DAYS) == [None, OTHER]


async def test_the_account_in_force_told_again_takes_a_proposal_back(
    service: PlacementService,
) -> None:
    await changed(service)
    await service.report(account(5, account_number=NUMBER))
    assert (await refused(service, account_decision(6, account_number=OTHER)))[0] == "/data/worker"


async def test_nobody_confirms_while_no_pack_says_how_long_it_waits(service: PlacementService) -> None:
    await service.report(account(3, account_number=NUMBER))
    await service.report(account(4, account_number=OTHER))
    pointer, reason = await refused(service, account_decision(5, account_number=OTHER))
    assert pointer == "/data/worker"
    assert "no policy pack says" in reason


async def test_an_erasure_takes_proposals_with_it(service: PlacementService) -> None:
    await changed(service)
    await service.report(account_decision(5, account_number=OTHER))
    await service.report(account(6, account_number=THIRD))
    await service.erase("W1", "chief")
    (kept,) = await service.pool.fetch("SELECT sealed_account, sealed_next_account, sealed_proposal FROM person")
    assert tuple(kept) == (None, None, None)


ACCOUNT = {"account_number": NUMBER, "bank_name": "示例村镇银行"}


async def test_the_worker_himself_may_confirm_and_everybody_sees_what_waits(
    api: Api, service: PlacementService
) -> None:
    await service.report(workshop(1), enrolment(2))
    office, reader = api.token("office", "placement:write"), api.token("reader", "placement:read")
    for number in (NUMBER, OTHER):
        answer = await api.http.put("/v1/workers/W1/account", json=ACCOUNT | {"account_number": number}, headers=office)
        assert answer.json()["status"] == "accepted"
    (proposal,) = (await api.http.get("/v1/account-proposals", headers=reader)).json()["proposals"]
    assert (proposal["worker"], proposal["proposed_account"]["given_by"]) == ("W1", "office")
    shown = (proposal["account"]["account_number"], proposal["proposed_account"]["account_number"])
    assert shown == ("***************0123", "***************0017")

    decision = {"account_number": OTHER, "confirmed": True, "reason": "it is my new card"}
    path = "/v1/workers/W1/account/decision"
    for stranger in (api.token("w2", "worker:W2"), api.token("li", "clerk:WS-02"), reader):
        answer = await api.http.put(path, json=decision, headers=stranger)
        assert answer.status_code in (403, 422), answer.text
    answer = await api.http.put(path, json=decision, headers=office)
    assert (answer.status_code, answer.json()["pointer"]) == (403, "/source")
    answer = await api.http.put(path, json=decision, headers=api.token("w1", "worker:W1"))
    assert answer.json()["status"] == "accepted"
    one = (await api.http.get("/v1/workers/W1", headers=reader)).json()
    assert one["next_account_from"] == (shanghai_today() + timedelta(days=WAITING_DAYS)).isoformat()
    assert (one["proposed_account"], one["next_account"]["confirmed_by"]) == (None, "w1")
