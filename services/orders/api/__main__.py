"""`python -m services.orders.api` serves orders until SIGTERM or SIGINT."""

from services.orders.api import create_app
from shared.http import run_api
from shared.settings import load_settings


def main() -> None:
    """Serve on the port the settings name."""
    run_api(create_app(load_settings()), "orders")


if __name__ == "__main__":
    main()
