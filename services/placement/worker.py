"""The stream process of placement: `python -m services.placement.worker`."""

from services.placement.definition import build_definition
from shared.messaging.doors import sealer_from
from shared.messaging.worker import run_worker
from shared.settings import load_settings


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    run_worker(build_definition(sealer_from(load_settings())))


if __name__ == "__main__":
    main()
