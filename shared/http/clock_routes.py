"""The day reached and the clocks it rests on, for operators: looked at, and confirmed by a person. That is recorded."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from shared.dates import Day
from shared.http.answers import Answer
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.routes import StrictRoute
from shared.identifiers import Readable
from shared.messaging.clock_watch import Doubt
from shared.messaging.days import ClockState, confirm_clock, look_at_clocks
from shared.refusals import Refusal, Refused
from shared.texts import Text


class ClockConfirmed(BaseModel):
    """The word of a person that the clock is right."""

    model_config = ConfigDict(extra="forbid")
    day: Annotated[Day, Field(description="Today in Shanghai, as the person knows it from elsewhere")]
    reason: Annotated[Readable, Field(min_length=3, max_length=500)]


class ClockAnswer(Answer):
    """What the clocks say, and what follows."""

    today: date = Field(description="The Shanghai day by the clock of the process that answers")
    reached: date | None = Field(description="The day up to which deadlines are released; null before a worker ran")
    doubt: Doubt | None = Field(
        description="Why the day does not go on: `jumped`, this host's clock was moved; `database`, the database "
        "server's clock says otherwise; null where it does"
    )
    database_ahead_seconds: float = Field(description="How far the database server's clock is ahead of this one's")


ANOTHER_DAY: Final = Refusal(
    Text(
        "clock.another_day",
        "此服务器的时钟显示今天是 {today}，不是 {day}",
        "the clock of this server says that today is {today}, not {day}",
    ),
    Text(
        "clock.set_it_right",
        "如果时钟错了，请先校准：校准后自动恢复，无需确认",
        "if it is wrong, set it right: then deadlines go on by themselves, and there is nothing to confirm",
    ),
)

clock_router = APIRouter(tags=["clock"], prefix="/v1/clock", route_class=StrictRoute)
_operator = Depends(requires("operator"))
_context = Depends(context_of)


@clock_router.get("", summary="The day reached, and whether the clocks agree")
async def get_clock(_: Client = _operator, context: ServiceContext = _context) -> ClockAnswer:
    """As the process that answers sees it. Workers on other hosts say in their health what they see."""
    async with context.pool.acquire() as connection:
        return _told(await look_at_clocks(connection))


@clock_router.post("/confirm", summary="Say that the clock is right, though the clocks disagree")
async def post_confirmation(
    given: ClockConfirmed, client: Client = _operator, context: ServiceContext = _context
) -> ClockAnswer:
    """Deadlines go on from the day the clock says. Refused where that is not the day given. Recorded, and not taken
    back: a day that was reached stays reached.
    """
    async with context.pool.acquire() as connection, connection.transaction():
        today = (await look_at_clocks(connection)).reading.day
        if today != given.day:
            raise Refused(ANOTHER_DAY.of(today=today, day=given.day))
        return _told(await confirm_clock(connection, client.id, given.reason))


def _told(state: ClockState) -> ClockAnswer:
    reading = state.reading
    return ClockAnswer(
        today=reading.day,
        reached=state.reached,
        doubt=state.doubt,
        database_ahead_seconds=round(reading.database_ahead_seconds, 3),
    )
