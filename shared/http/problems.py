"""Errors as problem+json (RFC 9457): every one names what is wrong and what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from shared.http.languages import asked_language
from shared.http.titles import REQUEST_NOT_VALID, STATUS_AND_TITLE
from shared.messaging.failures import is_outage
from shared.plain_words import faults_in
from shared.refusals import Refusal, Refused
from shared.sealing import SealBrokenError
from shared.texts import Language, Text

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 60
_HEADERS: Final[Mapping[int, dict[str, str]]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": str(RETRY_AFTER_SECONDS)},
}

FIELDS_NOT_VALID: Final = Text("fields.not_valid", "{pointer} 填写有误：{reason}", "{pointer}: {reason}")
"""What is wrong with each of them stands in `faults`, under a code of its own."""


class ProblemError(HTTPException):
    """An answer other than success. `pointer` is a JSON pointer to the fault, `advice` what to do."""

    def __init__(
        self, status: int, title: str, detail: str, *, pointer: str = "", advice: str = "", **more: Any
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.body: dict[str, Any] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
        }
        if pointer:
            self.body["pointer"] = pointer
        if advice:
            self.body["advice"] = advice
        self.body.update(more)


def not_valid(title: Text, faults: Sequence[Refusal]) -> Refused:
    """The refusal of fields: the first in the detail, each with why and what to write."""
    first = faults[0]
    text = FIELDS_NOT_VALID.of(pointer=first.pointer, reason=first.text)
    return Refused(Refusal(text, first.advice, "unusable", first.pointer, title), faults=faults)


def problem_of(refused: Refused, language: Language) -> tuple[int, dict[str, Any]]:
    """The status and body a refusal is answered with: `detail` and `advice` in the language asked for, `words` in both.

    `title` stays English, as the name of the kind.
    """
    refusal, told = refused.refusal, refused.told
    if refused.faults:
        told = {**told, "faults": [fault.as_fault(language) for fault in refused.faults]}
    status, title = STATUS_AND_TITLE[refusal.kind]
    title = refusal.title or title
    words: dict[str, Text] = {"title": title, "detail": refusal.text}
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title.en,
        "status": status,
        "detail": refusal.text.text(language),
    }
    if refusal.pointer:
        body["pointer"] = refusal.pointer
    if refusal.advice.en:
        body["advice"], words["advice"] = refusal.advice.text(language), refusal.advice
    in_both = {name: text.as_json() for name, text in words.items()}
    return status, {**body, **told, "code": refusal.code, "words": in_both}


def answer_refusal(request: Request, refused: Refused) -> JSONResponse:
    """A refusal as a problem."""
    language = asked_language(request.headers.get("accept-language", ""))
    status, body = problem_of(refused, language)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    return _answer(status, body, headers | _HEADERS.get(status, {}))


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Have every error of an application answered as a problem."""

    @app.exception_handler(Refused)
    async def on_refused(request: Request, refused: Refused) -> JSONResponse:
        return answer_refusal(request, refused)

    @app.exception_handler(ProblemError)
    async def on_problem(_: Request, error: ProblemError) -> JSONResponse:
        return _answer(error.status, error.body, _HEADERS.get(error.status))

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer_refusal(request, not_valid(REQUEST_NOT_VALID, faults_in(error.errors())))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        body = ProblemError(error.status_code, str(error.detail), str(error.detail)).body
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(allowed_methods(request)) or headers.get("Allow", "GET")
        return _answer(error.status_code, body, headers)

    app.add_exception_handler(SealBrokenError, _on_broken_seal)
    for unstorable in (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError):
        app.add_exception_handler(unstorable, _on_unstorable)


async def _on_broken_seal(request: Request, error: Exception) -> JSONResponse:
    """What another installation sealed, or nobody: only its key opens it, whoever asks and however often."""
    log.error("seal_broken", path=request.url.path, error=repr(error))
    body = ProblemError(
        409,
        "Not usable",
        "details that are kept here cannot be opened with this installation's key",
        advice="have the operator look for seal_broken in the log: the key is another, or they came from elsewhere",
    )
    return _answer(409, body.body)


async def _on_unstorable(_: Request, error: Exception) -> JSONResponse:
    """Text with a NUL, which JSON and addresses may carry and PostgreSQL does not hold."""
    body = ProblemError(422, "Not usable", f"a text cannot be stored: {error}", advice="leave out control characters")
    return _answer(422, body.body)


def allowed_methods(request: Request) -> list[str]:
    """The methods that the address of a request has operations for."""
    paths: dict[str, Any] = request.app.openapi()["paths"]
    return sorted(
        {
            method.upper()
            for path, operations in paths.items()
            if compile_path(path)[0].match(request.url.path)
            for method in operations
        }
    )


async def answer_failure(request: Request, error: Exception) -> JSONResponse:
    """What is answered where an operation raised what it should not have: 503 in an outage, 500 otherwise."""
    # The form of the address alone: its gaps may hold anything.
    operation = f"{request.method} {getattr(request.scope.get('route'), 'path', 'unknown')}"
    if is_outage(error):
        log.warning("request_waits_for_server", operation=operation, error=repr(error))
        body = ProblemError(
            503,
            "Not available right now",
            "a server behind this service is away",
            advice="send it again later",
        ).body
        return _answer(503, body, {"Retry-After": "2"})
    log.error("request_failed", operation=operation, exc_info=error)
    return _answer(500, ProblemError(500, "Internal error", "the service failed; its log says why").body)
