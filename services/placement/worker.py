"""The stream process of placement: `python -m services.placement.worker`."""

from services.placement.definition import DEFINITION
from shared.messaging.worker import run_worker


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    run_worker(DEFINITION)


if __name__ == "__main__":
    main()
