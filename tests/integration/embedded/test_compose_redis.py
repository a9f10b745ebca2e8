"""The Redis of the compose file, started as it says; users of systems that write streams come from an included file."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from typer.testing import CliRunner

from cli.embedded.binaries import find_valkey_server
from cli.main import app

ROOT = Path(__file__).parents[3]
PASSWORD = "only-for-this-test"
USER = "inbound:orders:erp-1"


@contextmanager
def redis_of_compose(users: Path, data: Path) -> Iterator[int]:
    """Run the service's own command, on a port, with a folder of users and a data folder in their places."""
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]["redis"]
    program, option, script = service["command"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = script.replace("$$", "$").replace("redis-server", str(find_valkey_server()))
    assert script.count("/users/") == 1
    assert script.count("dir /data") == 1
    changed = script.replace("/users/", f"{users}/").replace("dir /data", f"dir {data}\nport {port}")
    with subprocess.Popen(
        [program, option, changed], env={"REDIS_PASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}
    ) as server:
        try:
            _until_it_answers(port, server)
            yield port
        finally:
            server.terminate()


def _until_it_answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while server.poll() is None and time.monotonic() < deadline:
        try:
            if redis.Redis(port=port, password=PASSWORD).ping():
                return
        except redis.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("the server of the compose file does not start")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The users' folder as it is committed, and an empty one for data."""
    users, data = tmp_path / "users", tmp_path / "data"
    users.mkdir()
    data.mkdir()
    committed = (ROOT / "deploy" / "redis" / "inbound-users.conf").read_bytes()
    (users / "inbound-users.conf").write_bytes(committed)
    return users, data


def test_it_starts_with_the_committed_file_and_needs_its_password(folders: tuple[Path, Path]) -> None:
    with redis_of_compose(*folders) as port:
        services: Any = redis.Redis(port=port, password=PASSWORD)
        services.xadd("orders", {"event": "{}"})
        assert services.config_get("appendfsync") == {"appendfsync": "always"}
        assert services.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port).ping()


def test_a_user_written_by_the_command_may_add_to_its_stream_and_nothing_else(folders: tuple[Path, Path]) -> None:
    users, data = folders
    arguments = ["orders", "erp-1", "--file", str(users / "inbound-users.conf"), "--data", str(data / "none")]
    made = CliRunner().invoke(app, ["inbound-user", *arguments], env={"GONGFANG_REDIS_URL": ""})
    assert made.exit_code == 0, made.output
    password = next(line.split()[1] for line in made.output.splitlines() if line.startswith("password"))
    with redis_of_compose(users, data) as port:
        client: Any = redis.Redis(port=port, username=USER, password=password)
        assert client.xadd(USER, {"event": "{}"})
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.xadd("orders", {"event": "{}"})
