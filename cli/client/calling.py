"""Calling a running service over HTTP from the command line; its problems are told in one line."""

from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

_REQUEST_SECONDS = 300.0
_DEFAULT_URLS = {
    "orders": "http://127.0.0.1:8001",
    "payroll": "http://127.0.0.1:8002",
    "placement": "http://127.0.0.1:8003",
}

ServiceArgument = Annotated[str, typer.Argument(help="orders, payroll or placement")]
TokenOption = Annotated[str, typer.Option("--token", envvar="GONGFANG_TOKEN", help="A bearer token")]
UrlOption = Annotated[str | None, typer.Option("--url", help="The service's address, where it is not the usual one")]
JsonOption = Annotated[bool, typer.Option("--json", help="As the service answers it")]
WorkshopArgument = Annotated[str, typer.Argument(help="The workshop's id, such as WS-01")]
MonthArgument = Annotated[str, typer.Argument(help="Such as 2022-07")]


def call(service: str, url: str | None, token: str, method: str, path: str, **request: Any) -> Any:
    """Call a service and read its JSON; print its problem and end with exit code 1 where it refuses."""
    return request_service(service, url, token, method, path, **request).json()


def request_service(
    service: str, url: str | None, token: str, method: str, path: str, **request: Any
) -> httpx.Response:
    """As call, for an answer that is no JSON."""
    if service not in _DEFAULT_URLS:
        raise typer.BadParameter(f"{service} is none of {', '.join(_DEFAULT_URLS)}")
    try:
        answer = httpx.request(
            method,
            (url or _DEFAULT_URLS[service]) + path,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_REQUEST_SECONDS,
            **request,
        )
    except httpx.HTTPError as error:
        fail(f"{service} does not answer at {url or _DEFAULT_URLS[service]}: {error}; is `gongfang up` running?")
    if answer.is_error:
        problem = answer.json()
        parts = [
            problem.get("title", ""),
            problem.get("pointer", ""),
            problem.get("detail", ""),
            problem.get("advice", ""),
        ]
        fail(": ".join(part for part in parts if part))
    return answer


def fail(message: str) -> Any:
    """Tell what is wrong and end with exit code 1."""
    typer.echo(f"gongfang: {message}", err=True)
    raise typer.Exit(1)


def print_json(document: Any) -> None:
    """Print an answer as it came."""
    Console().print_json(data=document, ensure_ascii=False)


def save(answer: httpx.Response, output: Path) -> None:
    """Write an answer's bytes to a file and say so."""
    output.write_bytes(answer.content)
    typer.echo(f"{output}: {len(answer.content)} bytes")
