"""POST /v1/imports/{kind}: a CSV file whose rows become events, answered row by row."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request

from shared.http.bodies import read_body
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.event_routes import describe
from shared.http.problems import ProblemError
from shared.imports import TableImport, UnreadableFileError, entries_of_table
from shared.messaging.entries import Entry, Outcome

_BATCH_ROWS = 1_000
MAXIMUM_FILE_BYTES = 32 * 1024 * 1024


async def apply_file(context: ServiceContext, client: Client, entries: Sequence[Entry]) -> dict[str, Any]:
    """Apply a file's entries in batches and summarise: counts, and every row that was not simply taken."""
    door = context.door_for(context.file_door, client)
    outcomes: list[Outcome] = []
    for start in range(0, len(entries), _BATCH_ROWS):
        outcomes += await context.kernel.apply(entries[start : start + _BATCH_ROWS], door)
    statuses = [outcome.status for outcome in outcomes]
    return {
        "rows": len(outcomes),
        **{status: statuses.count(status) for status in ("accepted", "duplicate", "conflict", "rejected")},
        "refused": [
            describe(index, outcome)
            for index, outcome in enumerate(outcomes)
            if outcome.status in ("conflict", "rejected", "postponed")
        ],
    }


def import_router(tables: Sequence[TableImport], scopes: tuple[str, ...]) -> APIRouter:
    """The routes for a service's kinds of files."""
    router = APIRouter(tags=["imports"])
    by_kind = {table.kind: table for table in tables}
    who = Depends(requires(*scopes))
    context_dependency = Depends(context_of)

    @router.get("/v1/imports", summary="The kinds of files and their columns")
    async def list_kinds(_: Client = who) -> dict[str, Any]:
        """What each kind of file must hold."""
        return {
            "kinds": [
                {
                    "kind": table.kind,
                    "description": table.description,
                    "columns": {
                        name: {"kind": column.kind, "required": column.required}
                        for name, column in table.columns.items()
                    },
                    "also": ["revision", "recorded_at", "withdrawn"],
                }
                for table in tables
            ]
        }

    @router.post("/v1/imports/{kind}", summary="Import a CSV file (UTF-8 or GB18030), at most 32 MiB")
    async def post_import(
        kind: str, request: Request, client: Client = who, context: ServiceContext = context_dependency
    ) -> dict[str, Any]:
        """The same file again, or a longer version of it, changes nothing twice. Refused rows are kept as
        dead letters and named in the answer; the others are applied.
        """
        if kind not in by_kind:
            raise ProblemError(
                404, "Unknown kind of file", f"{kind} is not one of {', '.join(by_kind)}", pointer="/kind"
            )
        content = await read_body(request, MAXIMUM_FILE_BYTES)
        try:
            entries = list(entries_of_table(by_kind[kind], content, client.id, datetime.now(UTC), context.sealer))
        except UnreadableFileError as error:
            raise ProblemError(
                422, "The file cannot be read", str(error), advice="GET /v1/imports lists the columns"
            ) from error
        return await apply_file(context, client, entries)

    return router
