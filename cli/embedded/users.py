"""Chooses the unprivileged user PostgreSQL runs as when root starts it."""

import pwd
from pathlib import Path

from cli.embedded.errors import EmbeddedError
from cli.embedded.spawning import SystemUser

UNPRIVILEGED_USER_NAMES = ("nobody", "postgres", "daemon")


def find_unprivileged_user(home: Path) -> SystemUser:
    """Who runs the server when root starts it: the owner of its folder, else the first known plain user.

    PostgreSQL looks its user up by name, so the user must exist on the system. Raises EmbeddedError.
    """
    owner = home.stat()
    if owner.st_uid != 0:
        return SystemUser(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED_USER_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return SystemUser(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "PostgreSQL may not run as root and this system has none of the users "
        f"{', '.join(UNPRIVILEGED_USER_NAMES)}; run gongfang as an ordinary user"
    )
