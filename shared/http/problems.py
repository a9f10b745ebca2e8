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
from shared.http.titles import NOT_USABLE, REQUEST_NOT_VALID, STATUS_AND_TITLE
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
SEND_LATER: Final = Text("service.send_later", "稍后再试", "send it again later")
_OF_HTTP: Final = "http.refused"
NO_ADDRESS: Final = Text("http.no_address", "没有这个地址", "Not Found")
NO_METHOD: Final = Text("http.no_method", "该地址不支持这种方法", "Method Not Allowed")
SEAL_BROKEN: Final = Refusal(
    Text(
        "service.seal_broken",
        "此处保存的个人资料不能用本系统的密钥打开",
        "details that are kept here cannot be opened with this installation's key",
    ),
    Text(
        "service.look_for_seal_broken",
        "请运维人员在日志中查找 seal_broken：密钥不对，或资料来自别处",
        "have the operator look for seal_broken in the log: the key is another, or they came from elsewhere",
    ),
    title=NOT_USABLE,
)
TEXT_UNSTORABLE: Final = Refusal(
    Text("service.text_unstorable", "有一段文字无法保存：{error}", "a text cannot be stored: {error}"),
    Text("service.leave_control_out", "请去掉控制字符", "leave out control characters"),
    "unusable",
)
SERVER_AWAY: Final = Refusal(
    Text("service.server_away", "后台服务器暂时不在", "a server behind this service is away"),
    SEND_LATER,
    "unavailable",
)
SERVICE_FAILED: Final = Refusal(
    Text("service.failed", "服务出错，原因见其日志", "the service failed; its log says why"), kind="failed"
)


def not_valid(title: Text, faults: Sequence[Refusal]) -> Refused:
    """The refusal of fields: the first in the detail, each with why and what to write."""
    first = faults[0]
    text = FIELDS_NOT_VALID.of(pointer=first.pointer, reason=first.text)
    return Refused(Refusal(text, first.advice, "unusable", first.pointer, title), faults=faults)


def problem_of(refused: Refused, language: Language) -> tuple[int, dict[str, Any]]:
    """The status and body a refusal is answered with: `detail` and `advice` in the language asked for, `words` in both.

    `title` stays English, as the name of the kind.
    """
    status, title = STATUS_AND_TITLE[refused.refusal.kind]
    return status, _body(status, refused.refusal.title or title, refused, language)


def _body(status: int, title: Text, refused: Refused, language: Language) -> dict[str, Any]:
    refusal, told = refused.refusal, refused.told
    if refused.faults:
        told = {**told, "faults": [fault.as_fault(language) for fault in refused.faults]}
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
    return {**body, **told, "code": refusal.code, "words": in_both}


def answer_refusal(request: Request, refused: Refused, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A refusal as a problem."""
    status, title = STATUS_AND_TITLE[refused.refusal.kind]
    return _answer(request, status, refused.refusal.title or title, refused, headers or {})


def _answer(request: Request, status: int, title: Text, refused: Refused, headers: Mapping[str, str]) -> JSONResponse:
    language = asked_language(request.headers.get("accept-language", ""))
    body = _body(status, title, refused, language)
    said = {"Content-Language": language, "Vary": "Accept-Language", **_HEADERS.get(status, {}), **headers}
    return JSONResponse(body, status, said, MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Have every error of an application answered as a problem."""

    @app.exception_handler(Refused)
    async def on_refused(request: Request, refused: Refused) -> JSONResponse:
        return answer_refusal(request, refused)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer_refusal(request, not_valid(REQUEST_NOT_VALID, faults_in(error.errors())))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> JSONResponse:
        said = str(error.detail)
        text = next((known for known in (NO_ADDRESS, NO_METHOD) if known.en == said), Text(_OF_HTTP, said, said))
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(allowed_methods(request)) or headers.get("Allow", "GET")
        return _answer(request, error.status_code, text, Refused(Refusal(text)), headers)

    app.add_exception_handler(SealBrokenError, _on_broken_seal)
    for unstorable in (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError):
        app.add_exception_handler(unstorable, _on_unstorable)


async def _on_broken_seal(request: Request, error: Exception) -> JSONResponse:
    """What another installation sealed, or nobody: only its key opens it, whoever asks and however often."""
    log.error("seal_broken", path=request.url.path, error=repr(error))
    return answer_refusal(request, Refused(SEAL_BROKEN))


async def _on_unstorable(request: Request, error: Exception) -> JSONResponse:
    """Text with a NUL, which JSON and addresses may carry and PostgreSQL does not hold."""
    return answer_refusal(request, Refused(TEXT_UNSTORABLE.of(error=error)))


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
        return answer_refusal(request, Refused(SERVER_AWAY), {"Retry-After": "2"})
    log.error("request_failed", operation=operation, exc_info=error)
    return answer_refusal(request, Refused(SERVICE_FAILED))
