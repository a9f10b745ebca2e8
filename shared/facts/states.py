"""Published states: locked with their row, and sent with the next revision only where their content changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from shared.database import Connection
from shared.events.envelope import Event
from shared.facts.rows import Row, Types, lock, write
from shared.messaging.definition import Computation
from shared.messaging.transaction import Cause, Mark, Transaction

Content = Mapping[str, Any]
"""The fields of a state as JSON has them, but for its revision and withdrawal."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was last published of a subject. Revision 0: nothing ever was."""

    revision: int
    withdrawn: bool
    content: Content | None
    """The last content there was; still there once withdrawn."""

    @classmethod
    def of(cls, revision: int, kept: Content | None) -> "Published":
        """From a content that is kept with its withdrawal in it."""
        if kept is None:
            return cls(revision, False, None)
        content = {name: value for name, value in kept.items() if name != "withdrawn"}
        return cls(revision, kept["withdrawn"], content)

    @property
    def kept(self) -> Content | None:
        """The content with its withdrawal in it."""
        return None if self.content is None else {**self.content, "withdrawn": self.withdrawn}

    @property
    def stands(self) -> bool:
        """Whether something was published and not taken back."""
        return self.content is not None and not self.withdrawn


NEVER_PUBLISHED: Final = Published(0, False, None)


@dataclass(frozen=True)
class StateTable:
    """A table of states, a row a subject.

    It has `revision` and `content`. `withdrawn` is a column of its own or stands in the content; `correlation_id`
    is there or not.
    """

    name: str
    key: Types
    values: Types = field(default_factory=lambda: {"revision": "integer", "content": "jsonb", "correlation_id": "text"})

    @property
    def by_subject(self) -> bool:
        """Whether the key is the subject in full, such as workshop/WS-01, for states of several kinds in one table."""
        return tuple(self.key) == ("subject",)

    async def lock(self, connection: Connection, keys: Sequence[Row]) -> dict[Row, Published]:
        """Lock the states of these keys in order, those that do not exist yet included; what was last published."""
        rows = await lock(connection, self.name, self.key, keys)
        own_column = "withdrawn" in self.values
        return {
            tuple(row[name] for name in self.key): Published(row["revision"], row["withdrawn"], row["content"])
            if own_column
            else Published.of(row["revision"], row["content"])
            for row in rows
        }

    async def write(self, connection: Connection, states: Sequence[tuple[Row, Published, str]]) -> None:
        """Write what is now published of each key, with the correlation it came from."""
        own_column = "withdrawn" in self.values
        rows = []
        for key, state, correlation_id in states:
            values = {
                "revision": state.revision,
                "withdrawn": state.withdrawn,
                "content": state.content if own_column else state.kept,
                "correlation_id": correlation_id,
            }
            rows.append((*key, *(values[name] for name in self.values)))
        await write(connection, self.name, self.key, self.values, rows)


def publish_if_changed(
    transaction: Transaction,
    event: type[Event],
    subject: str,
    before: Published,
    fields: Mapping[str, Any] | None,
    cause: Cause,
) -> Published:
    """Publish `fields` as the subject's next revision unless it says so already; return what now stands.

    `fields` None takes back what was published. The subject begins with what it is a state of, since
    the id of a publication is its subject and revision.
    """
    data_class = event.model_fields["data"].annotation
    assert data_class is not None
    revision = before.revision + 1
    if fields is None:
        if not before.stands:
            return before
        after = Published(revision, True, before.content)
        data = data_class.model_validate_json(orjson.dumps({**(after.kept or {}), "revision": revision}))
    else:
        data = data_class(revision=revision, **fields)
        after = Published(revision, False, data.model_dump(mode="json", exclude={"revision", "withdrawn"}))
        if before.stands and after.content == before.content:
            return before
    transaction.publish(event, subject, data, cause)
    return after


ReadFields = Callable[[Connection, Sequence[tuple[str, ...]]], Awaitable[Mapping[Any, Mapping[str, Any]]]]
"""The fields of each marked subject's state, but for revision and withdrawal; a subject left out is nothing."""


def publishing(event: type[Event], kind: str, table: StateTable, read_fields: ReadFields) -> Computation:
    """A computation that locks the marked subjects, reads what they are now, and publishes what changed.

    `kind` is what the subjects of its states begin with, before the parts of the mark that are not empty.
    """

    async def recompute(transaction: Transaction, marks: Sequence[Mark]) -> None:
        names = {mark.subject: "/".join((kind, *filter(None, mark.subject))) for mark in marks}
        keys: dict[tuple[str, ...], Row] = {
            subject: (name,) if table.by_subject else subject for subject, name in names.items()
        }
        held = await table.lock(transaction.connection, list(keys.values()))
        fields = await read_fields(transaction.connection, list(names))
        changed: list[tuple[Row, Published, str]] = []
        for mark in marks:
            key = keys[mark.subject]
            now = publish_if_changed(transaction, event, names[mark.subject], held[key], fields.get(mark.subject), mark)
            if now is not held[key]:
                changed.append((key, now, mark.correlation))
        await table.write(transaction.connection, changed)

    recompute.__name__ = f"recompute_{kind}"
    return recompute
