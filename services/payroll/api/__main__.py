"""`python -m services.payroll.api` serves payroll until SIGTERM or SIGINT."""

from services.payroll.api import create_app
from shared.http import run_api
from shared.settings import load_settings


def main() -> None:
    """Serve on the port the settings name."""
    run_api(create_app(load_settings()), "payroll")


if __name__ == "__main__":
    main()
