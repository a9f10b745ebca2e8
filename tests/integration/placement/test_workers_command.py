"""`gongfang workers identify` has the county decide who somebody is; a clerk is refused in one line."""

import base64
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app as commands
from services.placement.api import create_app
from services.placement.store import people
from services.placement.store.sealed_details import open_details
from tests.support.payroll.client_commands import served
from tests.support.placement.facts import enrolment, identity_number
from tests.support.placement.service import SEALING_KEY, PlacementService, placement_settings
from tests.support.tokens import TokenIssuer


def identify(placement_database_url: str, tmp_path: Path, *scopes: str) -> Result:
    """The command, its two questions answered."""
    issuer = TokenIssuer(tmp_path)
    key = base64.b64encode(SEALING_KEY).decode()
    app = create_app(placement_settings(placement_database_url, jwks_file=issuer.jwks_file, sealing_key=key))
    token = issuer.header("li", *scopes)["Authorization"].removeprefix("Bearer ")
    with served(app) as url:
        return CliRunner().invoke(
            commands,
            ["workers", "identify", "W1", "--reason", "card read wrongly"],
            input=f"{identity_number(2)}\n王五\n",
            env={"GONGFANG_TOKEN": token, "GONGFANG_PLACEMENT_URL": url},
        )


@pytest.mark.parametrize(("scopes", "exit_code", "person"), [(("placement:write",), 0, 2), (("clerk:WS-01",), 1, 1)])
async def test_the_county_decides_who_somebody_is_and_a_clerk_does_not(
    service: PlacementService,
    placement_database_url: str,
    tmp_path: Path,
    scopes: tuple[str, ...],
    exit_code: int,
    person: int,
) -> None:
    await service.report(enrolment(1))
    result = identify(placement_database_url, tmp_path, *scopes)
    assert result.exit_code == exit_code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    async with service.pool.acquire() as connection:
        kept = await people.read_person(connection, "W1")
    details = open_details(service.sealer, kept) if kept else None
    assert details is not None
    assert details.identity_number == identity_number(person)
