"""The highest revision of a fact is in force in the registers too, whatever came first."""

from itertools import permutations

import pytest

from tests.integration.placement.conftest import Api
from tests.support.placement.facts import enrolment, workshop
from tests.support.placement.service import PlacementService

FILES = {
    "attendance": ("worker,workshop,day,weight_days", "W1,WS-01,2022-07-01", ("1", "0.5", "0")),
    "shareholdings": ("workshop,village,effective_from,shares", "WS-01,V001,2022-01-01", ("10", "20", "30")),
    "rosters": ("workshop,month,expected_days", "WS-01,2032-07", ("2032-07-01", "2032-07-02", "2032-07-03")),
}


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_corrections_count_in_the_order_of_their_revisions_in_any_order_of_arrival(
    api: Api, service: PlacementService, order: tuple[int, ...]
) -> None:
    token = api.token("office", "placement:write")
    for revision in order:
        for kind, (head, key, values) in FILES.items():
            content = f"{head},revision\n{key},{values[revision]},{revision}\n"
            answer = (await api.http.post(f"/v1/imports/{kind}", content=content.encode(), headers=token)).json()
            assert answer["accepted"] == 1, answer
        await service.compute()
    states = await service.states()
    assert states["attendance/W1/WS-01/2022-07-01"]["weight_days"] == "0"
    assert states["shareholding/WS-01/V001/2022-01-01"]["shares"] == "30"
    assert states["roster/WS-01/2032-07"]["expected_days"] == {"2032-07-03": "1"}


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_who_somebody_is_follows_the_highest_revision(
    api: Api, service: PlacementService, order: tuple[int, ...]
) -> None:
    writer = api.token("office", "placement:write", "placement:identity", "placement:read")
    workers = [
        ("2022-01-01", "王一", 0),
        ("2022-01-01", "王二", 3),
        ("2022-07-01", "王三", 0),
        ("2022-07-01", "王四", 1),
    ]
    for number in order:
        since, name, revision = workers[number]
        people = f"W1,WS-01,{since},{name},522229199001010015,{revision}"
        content = f"worker,workshop,since,name,identity_number,revision\n{people}\n"
        answer = (await api.http.post("/v1/imports/workers", content=content.encode(), headers=writer)).json()
        assert answer["accepted"] == 1, answer
    details = (await api.http.get("/v1/workers/W1/details", headers=writer)).json()
    assert details["name"] == "王二"


NUMBERS = ("0000991234567890123", "0000990000000000017", "0000990000000000025")


async def accounts_after(api: Api, service: PlacementService, *files: int) -> tuple[str | None, str | None]:
    """The ends of the account in force and of the one proposed, once these revisions came, a file each."""
    writer = api.token("office", "placement:write", "placement:read")
    await service.report(workshop(1), enrolment(2))
    for revision in files:
        content = f"worker,account_number,bank_name,revision\nW1,{NUMBERS[revision]},示例村镇银行,{revision}\n"
        answer = (await api.http.post("/v1/imports/accounts", content=content.encode(), headers=writer)).json()
        assert answer["accepted"] == 1, answer
    shown = (await api.http.get("/v1/workers/W1", headers=writer)).json()
    in_force, proposed = shown["account"], shown["proposed_account"]
    return in_force["account_number"][-4:], proposed and proposed["account_number"][-4:]


@pytest.mark.parametrize(
    ("files", "in_force", "proposed"),
    [
        ((0, 1), "0123", "0017"),  # a correction of an account that is in force is a proposal like any other
        ((0, 1, 2), "0123", "0025"),  # the highest revision is the one that waits
        ((0, 2, 1), "0123", "0025"),  # whatever came first
        ((1, 0), "0017", None),  # what a later revision had corrected before it came was never in force
        ((2, 1, 0), "0025", None),
        ((1, 2, 0), "0017", "0025"),
    ],
)
async def test_a_revision_says_which_account_is_the_later_word_and_never_puts_it_in_force(
    api: Api, service: PlacementService, files: tuple[int, ...], in_force: str, proposed: str | None
) -> None:
    assert await accounts_after(api, service, *files) == (in_force, proposed)


async def test_a_book_and_its_correction_in_one_file_are_one_word(api: Api, service: PlacementService) -> None:
    writer = api.token("office", "placement:write", "placement:read")
    await service.report(workshop(1), enrolment(2))
    rows = "".join(f"W1,{NUMBERS[revision]},示例村镇银行,{revision}\n" for revision in (1, 0))
    content = f"worker,account_number,bank_name,revision\n{rows}"
    answer = (await api.http.post("/v1/imports/accounts", content=content.encode(), headers=writer)).json()
    assert answer["accepted"] == 2, answer
    shown = (await api.http.get("/v1/workers/W1", headers=writer)).json()
    assert (shown["account"]["account_number"][-4:], shown["proposed_account"]) == ("0017", None)
