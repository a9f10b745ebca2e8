"""Which word on a thing is in force, so that who sent another is told that his is kept, or came before, in vain.

Facts of one natural key are ordered by revision, then time, then source and id: a content that came before is a
duplicate and changes nothing, and a late word may stand below one that is there. Neither is a fault, and both are
easily taken for what counts now.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shared.database import Connection
from shared.events.envelope import Event
from shared.facts.precedence import PrecedenceColumns
from shared.facts.rows import Row, Types, texts
from shared.messaging.entries import WordInForce
from shared.messaging.inbox import contents_of


@dataclass(frozen=True)
class FactWords:
    """Where the facts of one type stand: a row each, or the one in force of each natural key.

    `key` maps the columns of the natural key to their PostgreSQL types. Names come from the services' own modules,
    never from outside.
    """

    table: str
    key: Types
    key_of: Callable[[Any], Row]
    """The natural key of an event, in the order of `key`."""
    precedence: PrecedenceColumns
    may_be_null: Collection[str] = ()
    """Columns of the key where nothing is a value of its own."""
    rank: tuple[str, int] | None = None
    """A column that stands before the revision, and what facts that come by a door have there."""

    @cached_property
    def _query(self) -> str:
        arrays = ", ".join(f"${number}::text::{type_}[]" for number, type_ in enumerate(self.key.values(), start=1))
        wanted = ", ".join(f"k{number}" for number in range(len(self.key)))
        # Plain equality wherever it can be, so that an index finds the row.
        same = " AND ".join(
            f"kept.{name} {'IS NOT DISTINCT FROM' if name in self.may_be_null else '='} wanted.k{number}"
            for number, name in enumerate(self.key)
        )
        rank = f"kept.{self.rank[0]}" if self.rank else "0::integer"
        revision, time, source, event_id = (f"kept.{name}" for name in self.precedence.types)
        # As text, in the database's words: a time that came before the doors had bounds may be none of Python's.
        return f"""
            SELECT source, id, revision, rank,
                   to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS time
            FROM unnest({arrays}) WITH ORDINALITY AS wanted ({wanted}, position)
            LEFT JOIN LATERAL (
                SELECT {rank} AS rank, {revision} AS revision, {time} AS time, {source} AS source, {event_id} AS id
                FROM {self.table} AS kept WHERE {same} AND {source} IS NOT NULL
                ORDER BY {rank} DESC, {self.precedence.latest_first("kept")}
                LIMIT 1) AS standing ON true
            ORDER BY position"""  # noqa: S608 - only names from the definitions are interpolated

    async def words_above(
        self, connection: Connection, events: Sequence[Event], hashes: Sequence[bytes]
    ) -> list[WordInForce | None]:
        """For each event, the word in force on the same thing; None where that is its own, or says the same.

        `hashes` are the contents of the events as the inbox knows them.
        """
        keys = [self.key_of(event) for event in events]
        rows = await connection.fetch(self._query, *texts(self.key, keys))
        others = {
            (row["source"], row["id"])
            for row, event in zip(rows, events, strict=True)
            if row["source"] is not None and (row["source"], row["id"]) != (event.source, event.id)
        }
        hash_of = await contents_of(connection, others) if others else {}
        own_rank = self.rank[1] if self.rank else 0
        return [
            WordInForce(row["revision"], row["time"], row["rank"] > own_rank)
            if (row["source"], row["id"]) in others
            and hash_of.get((row["source"], row["id"])) != content_hash
            and (row["source"], row["id"]) != (event.source, event.id)
            else None
            for row, event, content_hash in zip(rows, events, hashes, strict=True)
        ]
