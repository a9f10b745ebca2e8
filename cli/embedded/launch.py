"""Script between the supervisor and a server: tie the process to its owner, drop privileges, become it.

A script of its own because neither step is safe in a forked copy of a program that has threads. It must
stay importable with `-I -S`: standard library only.

    launch.py OWNER_PID OWNER_DEATH_SIGNAL UID GID OWN_VARIABLES COMMAND...

UID and GID may be "-": unchanged. OWN_VARIABLES, parted by commas, were set for this interpreter alone.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
UNCHANGED = "-"


def main(arguments: list[str]) -> None:
    """Never returns: replaces itself by the command, or exits with a message."""
    owner_pid, death_signal, user_id, group_id, own_variables, *command = arguments
    for name in own_variables.split(","):
        os.environ.pop(name, None)
    os.umask(0o077)
    if user_id != UNCHANGED:
        os.setgroups([])
        os.setgid(int(group_id))
        os.setuid(int(user_id))
    if sys.platform == "linux":
        # After the change of user, which clears the setting. Linux sends the signal when the *thread*
        # that started us ends; the supervisor starts everything from one thread that lives as long as it.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(owner_pid):
        sys.exit("the owner ended before the server had started")
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.exit(f"cannot start {sys.argv[6:7]}: {error}")
