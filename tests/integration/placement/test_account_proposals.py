"""Changed accounts as a second person sees them: what to look at in each, and confirmed or rejected by its number."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app as commands
from services.placement.api import create_app
from shared.clock import shanghai_today
from tests.integration.placement.conftest import Api
from tests.integration.placement.test_account_changes import known, numbers
from tests.support.payroll.client_commands import served
from tests.support.placement.facts import account, enrolment, workshop
from tests.support.placement.service import SEALING_KEY, PlacementService, placement_settings
from tests.support.tokens import TokenIssuer

NUMBER, OTHER, MISTYPED = "0000991234567890123", "6217000000000000004", "6217000000000000001"


async def notes(api: Api) -> dict[str, list[str]]:
    """What to look at in each account that waits."""
    answer = await api.http.get("/v1/account-proposals", headers=api.token("reader", "placement:read"))
    return {part["worker"]: part["notes"] for part in answer.json()["proposals"]}


async def with_two_workers(service: PlacementService) -> None:
    """W1 and W2, each with an account of his own."""
    await service.report(workshop(1), enrolment(2), enrolment(3, worker="W2", person=2))
    await service.report(account(4, account_number=NUMBER), account(5, "W2", account_number="6217000000000000012"))


async def test_an_account_that_is_just_another_has_nothing_to_look_at(api: Api, service: PlacementService) -> None:
    await with_two_workers(service)
    await service.report(account(6, account_number=OTHER))
    assert await notes(api) == {"W1": []}


async def test_an_account_somebody_else_has_or_also_proposes_is_told_to_whoever_decides(
    api: Api, service: PlacementService
) -> None:
    await with_two_workers(service)
    await service.report(account(6, account_number="6217000000000000012"))
    assert await notes(api) == {"W1": ["account_shared"]}
    await service.report(account(7, account_number=OTHER), account(8, "W2", account_number=OTHER))
    assert await notes(api) == {"W1": ["account_shared"], "W2": ["account_shared"]}


async def test_another_holder_and_a_mistyped_card_are_told_to_whoever_decides(
    api: Api, service: PlacementService
) -> None:
    await with_two_workers(service)
    await service.report(account(6, account_number=MISTYPED, account_name="某某某"))
    assert await notes(api) == {"W1": ["holder_differs", "card_number_wrong"]}


@dataclass(frozen=True)
class Command:
    """`gongfang accounts` as somebody of the county."""

    url: str
    issuer: TokenIssuer

    def run(self, who: str, *arguments: str, typed: str | None = None) -> Result:
        header = self.issuer.header(who, "placement:write", "placement:read")
        environment = {
            "GONGFANG_TOKEN": header["Authorization"].removeprefix("Bearer "),
            "GONGFANG_PLACEMENT_URL": self.url,
        }
        result = CliRunner().invoke(commands, ["accounts", *arguments], input=typed, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result


@pytest.fixture
def command(placement_database_url: str, tmp_path: Path) -> Iterator[Command]:
    issuer = TokenIssuer(tmp_path)
    key = base64.b64encode(SEALING_KEY).decode()
    with served(
        create_app(placement_settings(placement_database_url, jwks_file=issuer.jwks_file, sealing_key=key))
    ) as url:
        yield Command(url, issuer)


async def test_a_second_person_sees_what_waits_masked_and_confirms_it_by_writing_the_number(
    service: PlacementService, command: Command
) -> None:
    await with_two_workers(service)
    await service.report(account(6, account_number=OTHER, account_name="某某某"))
    listed = command.run("chief", "list").stdout
    assert "***************0123" in listed
    assert "***************0004" in listed
    assert "户名不是本人 holder is another" in listed
    assert NUMBER not in listed
    assert OTHER not in listed

    wrong = command.run("chief", "confirm", "W1", "--reason", "saw his card", typed=f"{NUMBER}\n")
    assert (wrong.exit_code, "与登记的账号不一致" in wrong.stderr) == (1, True), wrong.output
    own = command.run("office", "confirm", "W1", "--reason", "saw his card", typed=f"{OTHER}\n")
    assert (own.exit_code, "该账号由 office 登记，本人不能确认" in own.stderr) == (1, True), own.output
    assert await numbers(service, 999) == [NUMBER]

    confirmed = command.run("chief", "confirm", "W1", "--reason", "saw his card", typed=f"{OTHER}\n")
    assert (confirmed.exit_code, "W1 账号已确认" in confirmed.stdout) == (0, True), confirmed.output
    await service.compute()
    assert await numbers(service, 999) == [OTHER]
    details = await known(service)
    assert details.next_from is not None
    assert details.next_from > shanghai_today()
    assert "没有待确认的账号" in command.run("chief", "list").stdout


async def test_a_rejected_account_leaves_money_where_it_went(service: PlacementService, command: Command) -> None:
    await with_two_workers(service)
    await service.report(account(6, account_number=OTHER))
    rejected = command.run("chief", "reject", "W1", "--reason", "he never asked for it", "--number", OTHER)
    assert (rejected.exit_code, "仍付原账号" in rejected.stdout) == (0, True), rejected.output
    assert await numbers(service, 999) == [NUMBER]
    again = command.run("chief", "confirm", "W1", "--reason", "saw his card", "--number", OTHER)
    assert (again.exit_code, "没有待确认的账号" in again.stderr) == (1, True), again.output
