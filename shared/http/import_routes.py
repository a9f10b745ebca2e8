"""POST /v1/imports/{kind}: a CSV file whose rows become events, answered row by row."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request

from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.file_answers import FileAnswer, KindsAnswer, file_fields, kinds_answer
from shared.http.files import read_file_apart
from shared.http.routes import StrictRoute
from shared.http.titles import UNKNOWN_KIND_OF_FILE
from shared.http.uploads import UPLOAD_BODY, read_upload
from shared.identifiers import Readable
from shared.imports import FileRows, TableImport, joined, read_rows
from shared.messaging.entries import Outcome
from shared.refusals import Refusal, Refused
from shared.texts import Text, listed

_BATCH_ROWS = 1_000
UNKNOWN_KIND: Final = Refusal(
    Text("import.unknown_kind", "{kind} 不在可用的种类之中：{kinds}", "{kind} is not one of {kinds}"),
    kind="unknown",
    pointer="/kind",
    title=UNKNOWN_KIND_OF_FILE,
)
LIST_COLUMNS: Final = Text("import.list_columns", "gongfang template 可查看各栏", "GET /v1/imports lists the columns")
KindName = Annotated[Readable, Path(max_length=64)]


async def apply_file(context: ServiceContext, client: Client, rows: FileRows) -> dict[str, Any]:
    """Apply a file's entries in batches; the fields of its FileAnswer."""
    door = context.door_for(context.file_door, client)
    outcomes: list[Outcome] = []
    for start in range(0, len(rows.entries), _BATCH_ROWS):
        outcomes += await context.kernel.apply(rows.entries[start : start + _BATCH_ROWS], door)
    return await file_fields(outcomes, rows)


def import_router(tables: Sequence[TableImport], scopes: tuple[str, ...]) -> APIRouter:
    """The routes for a service's kinds of files."""
    router = APIRouter(tags=["imports"], route_class=StrictRoute)
    by_kind = {table.kind: table for table in tables}
    who = Depends(requires(*scopes))
    context_dependency = Depends(context_of)

    @router.get("/v1/imports", summary="The kinds of files and their columns")
    async def list_kinds(_: Client = who) -> KindsAnswer:
        """What each kind of file must hold."""
        return kinds_answer(tables)

    @router.post("/v1/imports/{kind}", summary="Import a table: CSV or XLSX, at most 32 MiB", openapi_extra=UPLOAD_BODY)
    async def post_import(
        kind: KindName, request: Request, client: Client = who, context: ServiceContext = context_dependency
    ) -> FileAnswer:
        """The same file again, or a longer version of it, changes nothing twice. Refused rows are kept as
        dead letters and named in the answer; the others are applied. `not_in_force` names the rows above which
        another word on the same thing stands, be they new or there before, and how to bring them back.
        """
        if kind not in by_kind:
            raise Refused(UNKNOWN_KIND.of(kind=kind, kinds=listed(by_kind)))
        content = await read_upload(request)
        how = (by_kind[kind], client.id, datetime.now(UTC), context.sealer.fingerprints)
        rows = joined(await read_file_apart(context, request, read_rows, content, *how, advice=LIST_COLUMNS))
        return FileAnswer(**await apply_file(context, client, rows))

    return router
