"""A number belongs to whom used it first: nobody changes another's piecework or agreement by reusing it."""

import asyncio

import asyncpg
import httpx
import pytest

from cli.embedded import ServerAddresses
from services.orders.definition import DEFINITION
from shared.database import migrate
from shared.events.envelope import Event
from shared.messaging.entries import Outcome
from tests.support.orders.facts import agreement, order, piecework, rate
from tests.support.orders.service import OrdersService
from tests.support.servers import fresh_database, migrate_to
from tests.support.tokens import TokenIssuer


def refusal(outcome: Outcome) -> tuple[str, str]:
    assert outcome.problem is not None
    return outcome.status, outcome.problem.pointer


@pytest.mark.parametrize(
    "foreign",
    [
        piecework(9, 1, company="C2"),
        piecework(9, 1, company="C2", withdrawn=True),
        piecework(9, 1, workshop="WS-02"),
        piecework(9, 1, workshop="WS-02", withdrawn=True),
        piecework(9, 1, company="C2", workshop="WS-02", worker="W9", withdrawn=True),
    ],
)
async def test_an_entry_is_changed_by_nobody_who_reuses_its_number(service: OrdersService, foreign: Event) -> None:
    await service.record(rate(1, "2.50"), piecework(2, 120))
    before = await service.states("piecework")
    (outcome,) = await service.send(foreign)
    await service.compute()
    assert refusal(outcome) == ("rejected", "/data/entry")
    assert outcome.problem is not None
    assert not {"C1", "WS-01", "W1", "120"} & set(outcome.problem.text.en.replace(",", " ").split())
    assert await service.states("piecework") == before


async def test_the_owner_goes_on_correcting_and_withdrawing_and_the_number_stays_his(service: OrdersService) -> None:
    await service.record(piecework(1, 120), piecework(2, 100))
    await service.record(piecework(3, 100, withdrawn=True))
    assert await service.states("piecework") == {}
    (outcome,) = await service.send(piecework(4, 7, workshop="WS-02"))
    assert refusal(outcome) == ("rejected", "/data/entry")
    await service.record(piecework(5, 90))
    assert (await service.states("piecework"))["piecework/P-1/W1"]["accepted_quantity"] == 90


@pytest.mark.parametrize(
    "foreign",
    [
        agreement(9, company="C2", withdrawn=True),
        agreement(9, company="C2"),
        agreement(9, company="C2", workshop="WS-02", withdrawn=True),
    ],
)
async def test_an_agreement_is_changed_by_nobody_who_reuses_its_number(service: OrdersService, foreign: Event) -> None:
    await service.record(agreement(1), order(2, 100))
    before = await service.states("order")
    (outcome,) = await service.send(foreign)
    await service.compute()
    assert refusal(outcome) == ("rejected", "/data/agreement")
    assert before
    assert await service.states("order") == before


async def test_in_one_batch_and_at_the_same_moment_exactly_one_owner_gets_a_number(service: OrdersService) -> None:
    first, second = await service.send(piecework(1, 5), piecework(2, 6, workshop="WS-02"))
    assert (first.status, second.status) == ("accepted", "rejected")
    outcomes = await asyncio.gather(
        *(service.send(piecework(10 + number, 5, entry="P-7", workshop=f"WS-{number:02d}")) for number in range(6))
    )
    assert sorted(outcome.status for (outcome,) in outcomes) == ["accepted"] + ["rejected"] * 5


async def test_what_one_owner_may_not_use_stops_nobody_else_in_the_batch(service: OrdersService) -> None:
    await service.record(piecework(1, 120))
    outcomes = await service.send(piecework(2, 9, workshop="WS-02"), piecework(3, 9, entry="P-2", workshop="WS-02"))
    assert [outcome.status for outcome in outcomes] == ["rejected", "accepted"]


async def test_a_second_workshops_book_that_numbers_from_one_is_refused_row_by_row_and_kept(
    service: OrdersService, http: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    header = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity\n"

    def book(workshop: str) -> str:
        return header + "".join(
            f"{number},{workshop},C1,toy,sewing,2022-07-05,{workshop}-W{number},5\n" for number in range(1, 4)
        )

    answers = []
    for workshop in ("WS-01", "WS-02"):
        token = issuer.header(f"clerk-{workshop}", "orders:write")
        answers.append((await http.post("/v1/imports/piecework", content=book(workshop), headers=token)).json())
    assert answers[0]["accepted"] == 3
    assert (answers[1]["accepted"], answers[1]["rejected"]) == (0, 3)
    assert len({item["problem"]["reason"] for item in answers[1]["refused"]}) == 1
    assert await service.pool.fetchval("SELECT count(*) FROM dead_letter WHERE state = 'open'") == 3


async def test_numbers_used_before_the_upgrade_are_theirs_who_reported_them_first(servers: ServerAddresses) -> None:
    report = "'clerk', '{id}', '2022-07-0{day}', false, 'P-1', '{workshop}', 'C1', 'toy', 'x', '2022-07-05', '[]', 1, 0"
    with fresh_database(servers, "orders_upgrade") as url:
        migrate_to(url, DEFINITION.migrations, "0001")
        connection = await asyncpg.connect(url)
        for number, workshop, day in (("1", "WS-02", 9), ("2", "WS-01", 5)):
            values = report.format(id=number, workshop=workshop, day=day)
            await connection.execute(f"INSERT INTO piecework_report VALUES ({values})")
        await asyncio.to_thread(migrate, url, DEFINITION.migrations)
        owners = await connection.fetch("SELECT * FROM number_owner")
        await connection.close()
    assert [tuple(row) for row in owners] == [("entry", "P-1", "C1", "WS-01")]
