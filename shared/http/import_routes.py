"""POST /v1/imports/{kind}: a CSV file whose rows become events, answered row by row."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.event_routes import describe
from shared.http.files import read_apart
from shared.http.problems import ProblemError
from shared.http.routes import StrictRoute
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import Readable
from shared.imports import ALSO, FileRows, TableImport, joined, read_rows
from shared.messaging.entries import Outcome
from shared.slices import in_slices
from shared.tables import UnreadableFileError

_BATCH_ROWS = 1_000
KindName = Annotated[Readable, Path(max_length=64)]


async def apply_file(context: ServiceContext, client: Client, rows: FileRows) -> dict[str, Any]:
    """Apply a file's entries in batches and summarise: counts, every row that was not taken, every one not in force."""
    door = context.door_for(context.file_door, client)
    outcomes: list[Outcome] = []
    for start in range(0, len(rows.entries), _BATCH_ROWS):
        outcomes += await context.kernel.apply(rows.entries[start : start + _BATCH_ROWS], door)
    statuses = [outcome.status for outcome in outcomes]
    refused, not_in_force = [], []
    async for index, outcome in in_slices(enumerate(outcomes)):
        if outcome.status in ("conflict", "rejected", "postponed"):
            refused.append(_describe_row(index, outcome, rows))
        if outcome.above is not None:
            not_in_force.append(_describe_row(index, outcome, rows))
    return {
        "rows": len(outcomes),
        "lines": rows.lines_in_file,
        **{status: statuses.count(status) for status in ("accepted", "duplicate", "conflict", "rejected")},
        "superseded": len(not_in_force),
        "refused": refused,
        "not_in_force": not_in_force,
    }


def _describe_row(index: int, outcome: Outcome, rows: FileRows) -> dict[str, Any]:
    """A row's answer: as of an event, with its line in the file, and the column where a field is at fault."""
    field = outcome.problem.pointer.removeprefix("/data/").partition("/")[0] if outcome.problem else ""
    column = rows.columns.get(field)
    place: Mapping[str, Any] = {"line": rows.lines[index]} | ({"column": column} if column else {})
    return {**describe(index, outcome), **place}


def import_router(tables: Sequence[TableImport], scopes: tuple[str, ...]) -> APIRouter:
    """The routes for a service's kinds of files."""
    router = APIRouter(tags=["imports"], route_class=StrictRoute)
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
                        name: {
                            "kind": column.kind,
                            "required": column.required,
                            "titles": table.titles_of(name),
                            "words": column.words,
                        }
                        for name, column in table.columns.items()
                    },
                    "also": list(ALSO),
                }
                for table in tables
            ]
        }

    @router.post("/v1/imports/{kind}", summary="Import a table: CSV or XLSX, at most 32 MiB", openapi_extra=UPLOAD_BODY)
    async def post_import(
        kind: KindName, request: Request, client: Client = who, context: ServiceContext = context_dependency
    ) -> dict[str, Any]:
        """The same file again, or a longer version of it, changes nothing twice. Refused rows are kept as
        dead letters and named in the answer; the others are applied. `not_in_force` names the rows above which
        another word on the same thing stands, be they new or there before, and how to bring them back.
        """
        if kind not in by_kind:
            raise ProblemError(
                404, "Unknown kind of file", f"{kind} is not one of {', '.join(by_kind)}", pointer="/kind"
            )
        content = await read_upload(request)
        try:
            how = (by_kind[kind], client.id, datetime.now(UTC), context.sealer.fingerprints)
            rows = joined(await read_apart(context, request, read_rows, content, *how))
        except UnreadableFileError as error:
            raise ProblemError(
                422, "The file cannot be read", str(error), advice="GET /v1/imports lists the columns"
            ) from error
        return await apply_file(context, client, rows)

    return router
