"""A Redis user of its own for each system that writes an inbound stream: it may add entries there and nothing else."""

import hashlib
import re
import secrets
from pathlib import Path
from typing import Annotated, Final

import redis
import typer

from cli.client.calling import fail
from cli.embedded.folder import PASSWORD_BYTES
from cli.embedded.valkey import INBOUND_USERS, embedded_url
from shared.events.catalogue import SERVICES
from shared.terminal import say

_CLIENT: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MAY: Final = ("resetchannels", "-@all", "+xadd", "+ping")


def inbound_user(
    service: Annotated[str, typer.Argument(help="Whose inbound stream it is: orders or placement")],
    client: Annotated[str, typer.Argument(help="The system's id: the source of its events")],
    data: Annotated[Path, typer.Option("--data", envvar="GONGFANG_DATA", help="The data folder")] = Path("data"),
    file: Annotated[
        Path | None, typer.Option(help="The file the server's configuration includes; else that of the data folder")
    ] = None,
    redis_url: Annotated[
        str | None,
        typer.Option(envvar="GONGFANG_REDIS_URL", help="A running server to tell at once; else the data folder's"),
    ] = None,
) -> None:
    """Give a system a Redis user that may only XADD to its inbound stream, with a new password, printed once."""
    if service not in SERVICES or not _CLIENT.fullmatch(client):
        raise typer.BadParameter(
            f"{service} {client}: write a service ({', '.join(SERVICES)}) and an id of letters, digits, '.', '_' or '-'"
        )
    user = f"inbound:{service}:{client}"
    password = secrets.token_hex(PASSWORD_BYTES)
    rules = ("on", f"#{hashlib.sha256(password.encode()).hexdigest()}", f"~{user}", *_MAY)
    _keep(file or data / INBOUND_USERS, user, f"user {user} {' '.join(rules)}")
    told = _tell(redis_url or embedded_url(data), user, rules)
    say(f"user      {user}")
    say(f"password  {password}")
    say("may       XADD to the stream of its own name, PING")
    say("in force  " + ("now" if told else "when the server has been started again"))


def _keep(file: Path, user: str, line: str) -> None:
    """Write the user's line in the place of its old one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = file.read_text("utf-8").splitlines() if file.exists() else []
        others = [other for other in kept if not other.startswith(f"user {user} ")]
        file.write_text("\n".join([*others, line]) + "\n", "utf-8")
    except OSError as error:
        fail(f"写不了 {file} cannot be written: {error.strerror}")


def _tell(url: str | None, user: str, rules: tuple[str, ...]) -> bool:
    """Make the user on a running server; False where none answers."""
    if url is None:
        return False
    with redis.Redis.from_url(url, socket_connect_timeout=2.0, socket_timeout=5.0) as server:
        try:
            server.execute_command("ACL SETUSER", user, "reset", *rules)
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        except redis.ResponseError as error:
            fail(f"Redis 不接受 refuses: {error}\n  → 用可管理用户的地址 name an address whose user may manage users")
    return True
