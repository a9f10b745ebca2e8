"""Calling a running service over HTTP from the command line; its refusals are told with the field and a way on."""

import os
from pathlib import Path
from typing import Annotated, Any, NoReturn

import httpx
import typer

from cli.client.refusals import tell_refusal
from shared.months import Month
from shared.terminal import say

_REQUEST_SECONDS = 300.0
_DEFAULT_URLS = {
    "orders": "http://127.0.0.1:8001",
    "payroll": "http://127.0.0.1:8002",
    "placement": "http://127.0.0.1:8003",
}
_SHOWN_CHARACTERS = 300


def _month(text: str | None) -> str | None:
    try:
        if text is not None:
            Month.parse(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} 不是月份，请写成 2022-07；is no month: write it as 2022-07") from None
    return text


ServiceArgument = Annotated[str, typer.Argument(help="orders, payroll or placement")]
TokenOption = Annotated[str, typer.Option("--token", envvar="GONGFANG_TOKEN", help="A bearer token")]
UrlOption = Annotated[
    str | None, typer.Option("--url", help="The service's address; else GONGFANG_<SERVICE>_URL, else the usual one")
]
JsonOption = Annotated[bool, typer.Option("--json", help="As the service answers it")]
WorkshopArgument = Annotated[str, typer.Argument(help="The workshop's id, such as WS-01")]
MonthArgument = Annotated[str, typer.Argument(help="Such as 2022-07", callback=_month)]
MonthOption = Annotated[str | None, typer.Option("--month", help="Only this month", callback=_month)]
HashOption = Annotated[str | None, typer.Option("--hash", help="The hash you looked at; asked for where left out")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Kept for ever")]


def call(service: str, url: str | None, token: str, method: str, path: str, **request: Any) -> Any:
    """Call a service and read its JSON; print its refusal and end with exit code 1 where it refuses."""
    return request_service(service, url, token, method, path, **request).json()


def request_service(
    service: str, url: str | None, token: str, method: str, path: str, **request: Any
) -> httpx.Response:
    """As call, for an answer that is no JSON."""
    if service not in _DEFAULT_URLS:
        raise typer.BadParameter(f"{service} is none of {', '.join(_DEFAULT_URLS)}")
    address = url or os.environ.get(f"GONGFANG_{service.upper()}_URL") or _DEFAULT_URLS[service]
    if not token.isascii():
        fail("令牌写错了 the token is mistyped\n  → gongfang token 打印的是英文字母 prints plain letters")
    try:
        headers = {"Authorization": f"Bearer {token}"}
        # Loading the certificates takes longer than a call to this machine, which needs none.
        encrypted = address.startswith("https:")
        answer = httpx.request(
            method, address + path, headers=headers, timeout=_REQUEST_SECONDS, verify=encrypted, **request
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = "是否已启动？地址可用 --url 指明 is `gongfang up` running? --url names another address"
        fail(f"连不上 {service} does not answer at {address}: {error}\n  → {advice}")
    if answer.is_error:
        fail(_refusal(answer))
    return answer


def _refusal(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if isinstance(problem, dict) and "title" in problem:
        return tell_refusal(problem)
    return f"{answer.status_code} {answer.reason_phrase}: {answer.text[:_SHOWN_CHARACTERS]}"


def fail(message: str) -> NoReturn:
    """Tell what is wrong and end with exit code 1."""
    for number, line in enumerate(message.split("\n")):
        say(line if number else f"gongfang: {line}", error=True)
    raise typer.Exit(1)


def check_output(output: Path) -> None:
    """Refuse a path that cannot be written, before anything is asked for: what is fetched is recorded."""
    if not output.absolute().parent.is_dir():
        fail(f"没有文件夹 there is no folder {output.absolute().parent}\n  → 请先建立 create it first")
    if output.is_dir():
        fail(f"{output} 是文件夹 is a folder\n  → 请给出文件名 name a file in it")


def save(answer: httpx.Response, output: Path) -> None:
    """Write an answer's bytes to a file that only its owner may read, since people's details stand in it."""
    try:
        with open(output, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(answer.content)
    except OSError as error:
        fail(f"写不了 {output} cannot be written: {error.strerror}")
    say(f"{output}: {len(answer.content)} bytes")
