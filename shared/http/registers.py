"""What a register gives to HTTP: the resource its entries are PUT to, the list they are read from, its kind of file."""

import inspect
from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, create_model

from shared.audit import record_action
from shared.columns import columns_of
from shared.facts.registers import Register
from shared.http.answers import Answer, KeptShares, NextText, next_after
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.parameters import After, Limit, PathIdentifier
from shared.http.resources import Resource
from shared.http.routes import StrictRoute
from shared.identifiers import Identifier, SharesText
from shared.imports import TableImport


def resource_of(register: Register) -> Resource:
    """Where an entry is PUT."""
    return Resource(register.fact, _tag(register), register.summary, item=register.path)


def table_of(register: Register) -> TableImport:
    """The kind of file whose rows are its entries."""
    columns = columns_of(register.fact, words=register.words)
    return TableImport(register.plural, register.fact, columns, register.file, key_columns=register.key)


def register_router(registers: Sequence[Register], scope: str, sensitive_scope: str) -> APIRouter:
    """The lists of registers, open to callers with the scope; those that are sensitive, with the other one."""
    router = APIRouter(prefix="/v1", route_class=StrictRoute)
    for register in registers:
        _add_list(router, register, sensitive_scope if register.listing.sensitive else scope)
    return router


def _add_list(router: APIRouter, register: Register, scope: str) -> None:
    in_path = [part[1:-1] for part in register.list_path.split("/") if part.startswith("{")]
    # One id after the other makes pages; with a longer key the entries below one parent are few.
    paged = len(register.key) == len(in_path) + 1
    entry, page = _answers(register, in_path, paged=paged)

    async def list_entries(*, client: Client, context: ServiceContext, **given: Any) -> Answer:
        after, limit = (given.pop(name, None) for name in ("after", "limit"))
        wanted = {name: value for name, value in given.items() if value is not None}
        async with context.pool.acquire() as connection, connection.transaction():
            rows = await register.standing(connection, wanted, after, limit)
            if register.listing.sensitive:
                subject = "/".join(given[name] for name in in_path)
                await record_action(
                    connection, client.id, f"{register.collection}.read", subject, {"entries": len(rows)}
                )
        shown = {register.collection: [entry(**row) for row in rows], **{name: given[name] for name in in_path}}
        if paged:
            shown["next"] = next_after(rows, limit, lambda row: row[register.key[-1]])
        return page(**shown)

    # What FastAPI checks and documents is what the signature says.
    parameters = [_parameter(name, PathIdentifier) for name in in_path]
    parameters += [_parameter(name, Identifier | None, None) for name in register.listing.filters]
    if paged:
        parameters += [_parameter("after", After, ""), _parameter("limit", Limit, 100)]
    parameters.append(_parameter("client", Client, Depends(requires(scope))))
    parameters.append(_parameter("context", ServiceContext, Depends(context_of)))
    list_entries.__signature__ = inspect.Signature(parameters, return_annotation=page)  # type: ignore[attr-defined]
    router.add_api_route(
        register.list_path,
        list_entries,
        name=f"list_{register.collection}",
        tags=[_tag(register)],
        summary=register.listing.summary,
        description=register.listing.about,
    )


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _tag(register: Register) -> str:
    return register.path.split("/")[1]


def _answers(register: Register, in_path: Sequence[str], *, paged: bool) -> tuple[type[Answer], type[Answer]]:
    """The models of an entry and of a page of them."""
    data_class: Any = register.fact.model_fields["data"].annotation
    hints = get_type_hints(data_class, include_extras=True)
    fields: dict[str, Any] = {name: (_as_kept(hints[name]), ...) for name in register.table.columns}
    about = register.listing.entry or register.fact.__doc__
    entry = create_model(_class_name(register.name), __base__=Answer, __doc__=about, **fields)
    held: dict[str, Any] = dict.fromkeys(in_path, (Identifier, ...))
    held[register.collection] = (list[entry], ...)
    if paged:
        held["next"] = (NextText, ...)
    name = _class_name(register.collection) + ("Page" if paged else "")
    page = create_model(name, __base__=Answer, __doc__=register.listing.page, **held)
    return entry, page


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _as_kept(hint: Any) -> Any:
    """The type in which a field is answered: without bounds of the doors, which may be younger than what is kept.

    Raises TypeError for a field no register has.
    """
    if hint == Identifier or get_origin(hint) is Literal:
        return hint
    if hint == SharesText:
        return KeptShares
    parts = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, (part if part is type(None) else _as_kept(part) for part in parts))
    if get_origin(hint) is Annotated:
        return _as_kept(parts[0])
    if get_origin(hint) is tuple:
        return list[_as_kept(parts[0])]  # type: ignore[misc]
    if hint is AwareDatetime:
        return datetime
    if hint not in (str, int, bool, date):
        raise TypeError(f"a register has no field of type {hint}")
    return hint
