"""Dead letters over HTTP, for operators: list, read, mend and retry, discard. Every step is recorded."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from shared.http.answers import Answer, NextNumber, next_after
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.event_answers import EventAnswer, event_fields
from shared.http.parameters import AfterNumber, Limit
from shared.http.routes import StrictRoute
from shared.http.titles import NO_SUCH_DEAD_LETTER, NOT_PROVED
from shared.identifiers import LARGEST_NUMBER, Readable
from shared.messaging import dead_letters
from shared.messaging.doors import retry_door
from shared.messaging.entries import Entry
from shared.refusals import Refusal, Refused
from shared.strict_json import write_json
from shared.texts import Text

LetterState = Literal["open", "retried", "discarded"]


class Mended(BaseModel):
    """A retry, with the event as mended where it must change."""

    model_config = ConfigDict(extra="forbid")
    event: dict[str, Any] | None = Field(default=None, description="The mended event; absent: as it came")


class Discarded(BaseModel):
    """Why a dead letter is given up."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[Readable, Field(min_length=3, max_length=500)]


class LetterProblem(Answer):
    """What is wrong with the entry, in the words in which it was refused."""

    pointer: str
    reason: str
    advice: str
    kind: Literal["unusable", "forbidden", "conflict"]


class LetterAnswer(Answer):
    """A dead letter without its content. What it says of itself is null where it does not."""

    id: int
    origin: str = Field(description="By which door it came, and from whom")
    position: str = Field(description="Where it stood there")
    state: LetterState
    problem: LetterProblem
    event_type: str | None
    event_source: str | None
    event_id: str | None
    correlation_id: str | None
    received_at: datetime


class LettersPage(Answer):
    """A page of dead letters, oldest first."""

    dead_letters: list[LetterAnswer]
    next: NextNumber


class LetterContent(Answer):
    """What came, as text; bytes that are no UTF-8 stand as U+FFFD."""

    content: str


class LetterDiscarded(Answer):
    """That a dead letter waits no more."""

    state: Literal["discarded"]


LETTER_GONE: Final = Refusal(
    Text(
        "dead_letter.gone",
        "没有第 {letter} 号死信，或已经处理",
        "dead letter {letter} does not exist or is no longer open",
    ),
    kind="unknown",
    title=NO_SUCH_DEAD_LETTER,
)
LETTER_NOT_PROVED: Final = Refusal(
    Text(
        "dead_letter.not_proved",
        "无从得知该条目由谁所写：没有有效签名",
        "nobody knows who wrote this entry: it carries no valid signature",
    ),
    Text(
        "dead_letter.replay_service",
        "请让它所在流的服务重发（replay），再放弃这封死信",
        "replay the service whose stream it stood on, then discard the letter",
    ),
    "unusable",
    title=NOT_PROVED,
)

dead_letter_router = APIRouter(tags=["dead letters"], prefix="/v1/dead-letters", route_class=StrictRoute)
_operator = Depends(requires("operator"))
_context = Depends(context_of)
LetterId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="The dead letter's number")]


@dead_letter_router.get("", summary="Dead letters, oldest first")
async def list_letters(
    state: LetterState = "open",
    after: AfterNumber = 0,
    limit: Limit = 100,
    _: Client = _operator,
    context: ServiceContext = _context,
) -> LettersPage:
    """A page of letters; `next` is the value of `after` for the following page."""
    letters = await dead_letters.list_dead_letters(context.pool, state, after, limit)
    shown = [LetterAnswer.model_validate(letter) for letter in letters]
    return LettersPage(dead_letters=shown, next=next_after(shown, limit, lambda letter: letter.id))


@dead_letter_router.get("/{letter_id}/content", summary="What came, as it came")
async def read_letter(
    letter_id: LetterId, client: Client = _operator, context: ServiceContext = _context
) -> LetterContent:
    """The sealed bytes, opened; that they were read is recorded."""
    try:
        body = await dead_letters.read_body(context.pool, context.sealer, letter_id, client.id)
    except dead_letters.DeadLetterGone as error:
        raise Refused(LETTER_GONE.of(letter=letter_id)) from error
    return LetterContent(content=body.decode(errors="replace"))


@dead_letter_router.post("/{letter_id}/retry", summary="Apply it again, as it came or mended")
async def retry_letter(
    letter_id: LetterId,
    mended: Annotated[Mended, Body()],
    client: Client = _operator,
    context: ServiceContext = _context,
) -> EventAnswer:
    """Applied through the same kernel. It stays open, with the reason in the answer, if refused again.

    What was found unsigned on a service's stream cannot be retried as it came: the service itself sends it again.
    """
    if mended.event is None and await dead_letters.is_unproved(context.pool, letter_id):
        raise Refused(LETTER_NOT_PROVED)
    try:
        body = await dead_letters.read_body(context.pool, context.sealer, letter_id, client.id, only_open=True)
        if mended.event is not None:
            body = write_json(mended.event)
        door = retry_door(context.kernel.definition, context.settings)
        (outcome,) = await context.kernel.apply([Entry("retry", str(letter_id), body)], door)
        if outcome.status in ("accepted", "duplicate", "ignored"):
            detail = {"outcome": outcome.status, "mended": str(mended.event is not None).lower()}
            async with context.pool.acquire() as connection, connection.transaction():
                await dead_letters.close(connection, letter_id, "retried", client.id, detail)
    except dead_letters.DeadLetterGone as error:
        raise Refused(LETTER_GONE.of(letter=letter_id)) from error
    return EventAnswer(**event_fields(0, outcome))


@dead_letter_router.post("/{letter_id}/discard", summary="Give it up, with a reason")
async def discard_letter(
    letter_id: LetterId, discarded: Discarded, client: Client = _operator, context: ServiceContext = _context
) -> LetterDiscarded:
    """The bytes stay sealed in the record; the letter no longer waits."""
    try:
        async with context.pool.acquire() as connection, connection.transaction():
            await dead_letters.close(connection, letter_id, "discarded", client.id, {"reason": discarded.reason})
    except dead_letters.DeadLetterGone as error:
        raise Refused(LETTER_GONE.of(letter=letter_id)) from error
    return LetterDiscarded(state="discarded")
