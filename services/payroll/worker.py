"""The stream process of payroll."""

from services.payroll.definition import DEFINITION
from shared.messaging.worker import run_worker


def main() -> None:
    """Read the streams `orders` and `placement` until stopped."""
    run_worker(DEFINITION)


if __name__ == "__main__":
    main()
