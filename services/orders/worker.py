"""The stream process of the orders service."""

from services.orders.definition import DEFINITION
from shared.messaging.worker import run_worker


def main() -> None:
    """Run until told to stop."""
    run_worker(DEFINITION)


if __name__ == "__main__":
    main()
