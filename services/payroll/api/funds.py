"""Funds over HTTP: opening them, giving them money, what they come to, and approving the profit that feeds them."""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from services.payroll.api.answers.funds import (
    DivisionApproved,
    FundOpened,
    FundsAnswer,
    FundWithMoney,
    MoneyAllotted,
    MoneyGiven,
    division_approved,
    fund_answer,
    fund_with_money,
)
from services.payroll.api.authorize import FINANCE
from services.payroll.api.months import Reason
from services.payroll.api.refusals import NO_FUND
from services.payroll.decisions.allotments import allot
from services.payroll.decisions.divisions import approve_division
from services.payroll.decisions.funds import appropriate, open_fund
from services.payroll.store import funds
from services.payroll.store.funds import Allotment, Appropriation, FundRow
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.deciding import decision
from shared.http.parameters import PathPeriod
from shared.identifiers import Identifier, Label, Revision
from shared.refusals import Refused
from shared.written_forms import AMOUNT_ABOVE_ZERO_PATTERN

router = APIRouter(prefix="/v1", tags=["funds"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_finance = Depends(requires(FINANCE))
_context = Depends(context_of)
PathFund = Annotated[Identifier, Path(description="The fund's id")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Fund(_Body):
    """A fund and the county whose policy it serves."""

    name: Label
    policy_pack: Identifier
    budget: Identifier | None = Field(
        default=None,
        description="The pack's budget it spends, such as awards_budget; its `.amount` bounds what the fund is given",
    )


class Money(_Body):
    """Money from the treasury, by a document."""

    amount: Annotated[
        str, Field(pattern=AMOUNT_ABOVE_ZERO_PATTERN, max_length=15, description="Yuan with exactly two decimals")
    ]
    document: Annotated[Label, Field(description="Counts once for ever in its fund")]
    reason: Reason


class Allotted(_Body):
    """Money of a joint pot for one of its two funds, by a document."""

    pot: Literal["relief_fund", "redevelopment_fund"]
    amount: Annotated[
        str, Field(pattern=AMOUNT_ABOVE_ZERO_PATTERN, max_length=15, description="Yuan with exactly two decimals")
    ]
    given_back: bool = Field(default=False, description="Back from that fund to the joint pot")
    document: Annotated[Label, Field(description="Counts once for ever in its joint pot")]
    reason: Reason


class DivisionApproval(_Body):
    """The revision of the division whoever approves it has looked at."""

    revision: Revision


@router.get("/funds", summary="Every fund with what it received, has, has committed and has spent")
async def list_funds(_: Client = _reader, context: ServiceContext = _context) -> FundsAnswer:
    """Figures are derived from the ledger at this moment; `queued` waits for money. Amounts are strings in yuan."""
    async with snapshot(context.pool) as connection:
        found = await funds.fund_figures(connection)
    return FundsAnswer(funds=[fund_answer(figures) for figures in found])


@router.get("/funds/{fund}", summary="One fund with its appropriations")
async def get_fund(fund: PathFund, _: Client = _reader, context: ServiceContext = _context) -> FundWithMoney:
    """`received` is `balance` and `committed` and `spent` together."""
    async with snapshot(context.pool) as connection:
        found = await funds.fund_figures(connection, fund)
        if not found:
            raise Refused(NO_FUND.of(fund=fund))
        given = await funds.appropriations_of(connection, fund)
        return fund_with_money(found[0], given, await funds.allotments_of(connection, fund))


@router.put("/funds/{fund}", summary="Open a fund, or give it another name or budget")
async def put_fund(
    fund: PathFund, given: Fund, client: Client = _finance, context: ServiceContext = _context
) -> FundOpened:
    """By the county's finance. The county stays what it was when the fund was opened."""
    wanted = FundRow(fund, given.name, given.policy_pack, given.budget)
    async with decision(context) as transaction:
        earlier = await open_fund(transaction, wanted, client.id, shanghai_today())
    state = "opened" if earlier is None else "unchanged" if earlier == wanted else "changed"
    return FundOpened(fund=fund, state=state)


@router.post("/funds/{fund}/appropriations", summary="Give a fund money, by a document that counts once")
async def post_appropriation(
    fund: PathFund, given: Money, client: Client = _finance, context: ServiceContext = _context
) -> MoneyGiven:
    """By the county's finance. Claims that wait are committed in order of approval as far as the money goes."""
    money = Appropriation(fund, given.document, Decimal(given.amount), given.reason, client.id)
    async with decision(context) as transaction:
        posted = await appropriate(transaction, money, shanghai_today())
        (figures,) = await funds.fund_figures(transaction.connection, fund)
    return MoneyGiven(state="posted" if posted else "already_posted", fund=fund_answer(figures))


@router.post("/funds/{fund}/allotments", summary="Allot money of a joint pot to relief or to redevelopment")
async def post_allotment(
    fund: PathFund, given: Allotted, client: Client = _finance, context: ServiceContext = _context
) -> MoneyAllotted:
    """By the county's finance. Of what no document has allotted nothing is spent; claims that wait are committed."""
    part = Allotment(fund, given.document, given.pot, Decimal(given.amount), given.given_back, given.reason, client.id)
    async with decision(context) as transaction:
        posted = await allot(transaction, part)
        (figures,) = await funds.fund_figures(transaction.connection, fund)
    return MoneyAllotted(state="posted" if posted else "already_posted", fund=fund_answer(figures))


@router.post("/profit-divisions/{workshop}/{period}/approve", summary="Post a divided profit to its pots and villages")
async def approve_profit_division(
    workshop: Annotated[Identifier, Path(description="The workshop's id")],
    period: PathPeriod,
    given: DivisionApproval,
    client: Client = _finance,
    context: ServiceContext = _context,
) -> DivisionApproved:
    """By the county's finance. What changed since an earlier approval is posted as a difference."""
    async with decision(context) as transaction:
        parts = await approve_division(transaction, workshop, period, given.revision, client.id)
    return division_approved(given.revision, parts)
