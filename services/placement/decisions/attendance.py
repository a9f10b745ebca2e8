"""A clerk's edit of a day: decided on the spot, under the day's lock, against the revision he saw."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.placement.computations.attendance import decide_days
from services.placement.domain.presence import Rank
from services.placement.handlers.keep_attendance import refuse_contradiction
from services.placement.store import attendance
from services.placement.store.attendance import AttendanceState, DayKey
from services.placement.store.fact_tables import ATTENDANCE_REPORTS
from shared.audit import record_action
from shared.database import Connection
from shared.events.people import AttendanceReported
from shared.messaging import inbox
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

UNREADABLE_FACT: Final = Refusal(
    Text(
        "attendance.unreadable_fact",
        "该日有一条数据无法读取，因此不能据以决定",
        "a fact of this day cannot be read, so nothing can be decided on it",
    ),
    Text(
        "attendance.tell_operator",
        "请告知系统管理员，等待的数据里可以看到",
        "tell the operator, who sees it among what waits",
    ),
    "conflict",
    "/data/day",
)
KEY_USED: Final = Refusal(
    Text("attendance.key_used", "该幂等键已用于另一次更改", "this idempotency key was used for another edit"),
    Text("attendance.use_new_key", "新的更改请用新的键", "use a new key for a new edit"),
    "conflict",
)


@dataclass(frozen=True, slots=True)
class AttendanceEdit:
    """What a clerk wants of a day, and the revision he decided it on; 0 where he saw none."""

    data: AttendanceReported.Data
    seen_revision: int
    clerk: str
    edit_id: str

    @property
    def key(self) -> DayKey:
        return (self.data.worker, self.data.workshop, self.data.day)


class StaleEdit(Exception):  # noqa: N818 - an answer to the clerk, not a failure of ours
    """The day changed since the clerk looked."""

    def __init__(self, current: AttendanceState) -> None:
        super().__init__(f"the day stands at revision {current.revision}")
        self.current = current


async def edit_attendance(transaction: Transaction, edit: AttendanceEdit) -> AttendanceState:
    """Apply an edit and return the day as it stands then; the same edit again changes nothing.

    Raises StaleEdit where the day is at another revision, Refused for a contradictory edit or for an
    edit id that was used for another one, or a day of which a fact cannot be read. Nothing else gives a
    report the clerk's rank.
    """
    refuse_contradiction(edit.data)
    connection = transaction.connection
    event = AttendanceReported(
        id=edit.edit_id, source=edit.clerk, type="attendance.reported.v1", time=datetime.now(UTC), data=edit.data
    )
    repeated = await _admit(connection, event)
    state = (await attendance.lock_attendance(connection, [edit.key]))[edit.key]
    if repeated:
        return state
    if state.revision != edit.seen_revision:
        raise StaleEdit(state)
    decided = await _decide(transaction, event, edit.key, state)
    await _record(connection, edit, state, decided[edit.key])
    return decided[edit.key]


async def _decide(
    transaction: Transaction, event: AttendanceReported, key: DayKey, state: AttendanceState
) -> dict[DayKey, AttendanceState]:
    try:
        time = await attendance.time_after_edits(transaction.connection, key)
        event = event.model_copy(update={"time": time})
        await ATTENDANCE_REPORTS[Rank.CLERK].keep_all(transaction.connection, [event])
        return await decide_days(transaction, {key: state}, {key: event})
    except (OverflowError, ValueError) as error:
        raise Refused(UNREADABLE_FACT) from error


async def _admit(connection: Connection, event: AttendanceReported) -> bool:
    """Claim the edit's id; True where the same edit came before."""
    key, content_hash = (event.source, event.id), event.content_hash()
    earlier = await inbox.admit(connection, {key: content_hash})
    if earlier and earlier[key] != content_hash:
        raise Refused(KEY_USED)
    return bool(earlier)


async def _record(
    connection: Connection, edit: AttendanceEdit, before: AttendanceState, after: AttendanceState
) -> None:
    said = {"weight_days": edit.data.weight_days, "leave": edit.data.leave, "withdrawn": edit.data.withdrawn}
    await record_action(
        connection,
        edit.clerk,
        "attendance.edited",
        "/".join((edit.data.worker, edit.data.workshop, edit.data.day.isoformat())),
        {"said": said, "seen_revision": before.revision, "revision": after.revision, "edit": edit.edit_id},
    )
