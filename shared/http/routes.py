"""What every operation does before its function runs: look at the token, the parameters, then the body."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from shared.http.bodies import parse_body, read_body
from shared.http.clients import Requires
from shared.http.titles import NOT_VALID
from shared.refusals import Refusal, Refused
from shared.texts import Text, listed

MAXIMUM_JSON_BYTES: Final = 2 * 1024 * 1024
"""The body of an operation that takes one JSON object: a thousand held workers, each with its reason."""


UNKNOWN_PARAMETER: Final = Refusal(
    Text(
        "query.unknown_parameter",
        "查询参数 {name} 不认识",
        "the query has a parameter {name}, which this operation does not know",
    ),
    Text("query.leave_it_out", "请去掉；可用的有：{known}", "leave it out; known are {known}"),
    "unusable",
    "/query",
    NOT_VALID,
)
NO_PARAMETERS: Final = Text("query.no_parameters", "无", "none")
PARAMETER_TWICE: Final = Refusal(
    Text("query.parameter_twice", "查询参数 {name} 出现两次", "the parameter {name} stands twice"),
    Text("query.give_once", "请只写一次", "give it once"),
    "unusable",
    title=NOT_VALID,
)


class _StrictRequest(Request):
    """A request whose body is read within its limit, and whose JSON by the rules of all doors."""

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            self._body = await read_body(self, MAXIMUM_JSON_BYTES)
        return self._body

    async def json(self) -> Any:
        return parse_body(await self.body())


class StrictRoute(APIRoute):
    """A route that reads nothing of a request's body before it knows that its sender may send it."""

    @property
    def gate(self) -> Requires | None:
        """Who may use the operation; None where anybody may."""
        calls = (dependency.call for dependency in self.dependant.dependencies)
        return next((call for call in calls if isinstance(call, Requires)), None)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        gate = self.gate
        known = [field.alias for field in self.dependant.query_params]

        async def handle_strictly(request: Request) -> Response:
            if gate is not None:
                await gate.admit(request)
            _refuse_stray_parameters(request, known)
            try:
                return await handle(_StrictRequest(request.scope, request.receive))
            except HTTPException as error:  # what FastAPI makes of anything that reading the body raises
                if isinstance(error.__cause__, Refused):
                    raise error.__cause__ from None
                raise

        return handle_strictly


def _refuse_stray_parameters(request: Request, known: list[str]) -> None:
    """Raise Refused for a parameter of the query that does not exist, or stands twice."""
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if name not in known:
            raise Refused(UNKNOWN_PARAMETER.of(name=repr(name[:40]), known=listed(known) if known else NO_PARAMETERS))
        if names.count(name) > 1:
            raise Refused(PARAMETER_TWICE.of(name=name).at(f"/query/{name}"))
