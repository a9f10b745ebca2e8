"""A program that owns what the tests kill: starts the servers (or a process group), says so, and waits.

Run as `owner.py servers FOLDER` or `owner.py processes FOLDER CODE`; prints one line of JSON when all runs.
"""

import json
import sys
import time
from pathlib import Path

from cli.processes import ProcessGroup, ServiceProcess
from tests.integration.embedded.helpers import embedded


def own_servers(folder: Path) -> None:
    with embedded(folder) as servers:
        addresses = servers.addresses
        announce(redis_url=addresses.redis_url, database_url=addresses.database_url)
        time.sleep(120)


def own_processes(folder: Path, code: str) -> None:
    with ProcessGroup(folder, [ServiceProcess("sleeper", [sys.executable, "-c", code])]) as group:
        announce(pid=str(group.pid("sleeper")))
        time.sleep(120)


def announce(**facts: str) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "servers":
        own_servers(Path(sys.argv[2]))
    else:
        own_processes(Path(sys.argv[2]), sys.argv[3])
