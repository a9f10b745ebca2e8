"""A system that writes an inbound stream has a Redis user that can do that and nothing else, also after a restart."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from typer.testing import CliRunner

from cli.embedded import EmbeddedServers
from cli.main import app

OWN = "inbound:orders:erp-1"
FORBIDDEN: dict[str, Callable[[Any], Any]] = {
    "a service's stream": lambda client: client.xadd("orders", {"event": "{}"}),
    "another client's stream": lambda client: client.xadd("inbound:orders:erp-2", {"event": "{}"}),
    "another service's stream of the same client": lambda client: client.xadd("inbound:placement:erp-1", {"a": "b"}),
    "a longer name": lambda client: client.xadd(f"{OWN}-x", {"event": "{}"}),
    "reading its own stream": lambda client: client.xrange(OWN),
    "reading a service's stream": lambda client: client.xrange("orders"),
    "deleting": lambda client: client.delete(OWN),
    "trimming": lambda client: client.xtrim(OWN, maxlen=0),
    "groups": lambda client: client.xgroup_destroy(OWN, "orders"),
    "plain keys": lambda client: client.set(OWN, "1"),
    "scripts": lambda client: client.eval("return redis.call('XADD', 'orders', '*', 'event', '{}')", 0),
    "configuration": lambda client: client.config_set("appendonly", "no"),
    "users": lambda client: client.acl_setuser("other", enabled=True, nopass=True),
    "channels": lambda client: client.publish("any", "thing"),
}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Valkey alone, on a data folder of its own."""
    folder = tmp_path_factory.mktemp("inbound-users")
    running = EmbeddedServers(folder, redis_url="", database_url="postgresql://not-needed")
    with running:
        yield running


def make_user(data: Path, *arguments: str) -> str:
    """The password of the new user."""
    result = CliRunner().invoke(app, ["inbound-user", *arguments, "--data", str(data)], env={"GONGFANG_REDIS_URL": ""})
    assert result.exit_code == 0, result.output
    found = re.search(r"^password  (\w+)$", result.output, re.MULTILINE)
    assert found is not None, result.output
    return found[1]


def connected(servers: EmbeddedServers, password: str, user: str = OWN) -> Any:
    port = servers.valkey.url.rsplit(":", 1)[1].split("/")[0]
    return redis.Redis(port=int(port), username=user, password=password)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_clients_user_adds_to_its_stream_and_is_refused_everything_else(servers: EmbeddedServers, what: str) -> None:
    with connected(servers, make_user(servers.folder.path, "orders", "erp-1")) as client:
        assert client.ping()
        assert client.xadd(OWN, {"event": "{}"})
        with pytest.raises(redis.exceptions.NoPermissionError):
            FORBIDDEN[what](client)


def test_the_user_is_there_after_a_restart_and_the_services_own_password_too(servers: EmbeddedServers) -> None:
    password = make_user(servers.folder.path, "orders", "erp-1")
    servers.valkey.stop()
    servers.valkey.prepare()
    servers.valkey.start()
    with connected(servers, password) as client:
        assert client.xadd(OWN, {"event": "{}"})
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.xadd("orders", {"event": "{}"})
    with redis.Redis.from_url(servers.valkey.url) as own:
        assert own.xadd("orders", {"event": "{}"})


def test_a_new_password_ends_the_old_one_and_each_user_has_one_line(servers: EmbeddedServers) -> None:
    first = make_user(servers.folder.path, "orders", "erp-1")
    make_user(servers.folder.path, "placement", "erp-1")
    second = make_user(servers.folder.path, "orders", "erp-1")
    with connected(servers, second) as client:
        assert client.ping()
    with connected(servers, first) as client, pytest.raises(redis.exceptions.AuthenticationError):
        client.ping()
    lines = (servers.folder.path / "inbound-users.conf").read_text().splitlines()
    assert sorted(line.split()[1] for line in lines) == [OWN, "inbound:placement:erp-1"]
    assert first not in str(lines)
    assert second not in str(lines)


def test_without_a_running_server_the_line_is_written_for_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "redis" / "inbound-users.conf"
    result = CliRunner().invoke(
        app,
        ["inbound-user", "orders", "erp-1", "--file", str(file), "--data", str(tmp_path)],
        env={"GONGFANG_REDIS_URL": ""},
    )
    assert result.exit_code == 0
    assert "started again" in result.output
    assert file.read_text().startswith(f"user {OWN} on #")


@pytest.mark.parametrize("arguments", [("bank", "erp-1"), ("orders", "erp *"), ("orders", "*"), ("orders", "a\nb")])
def test_a_name_that_is_no_id_makes_no_user(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, ["inbound-user", *arguments, "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert not list(tmp_path.iterdir())
