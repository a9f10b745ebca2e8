"""Where a service's database is, for a command that reads it without asking the service."""

import json
from pathlib import Path

from cli.embedded.ports import LOOPBACK
from cli.embedded.postgres import NAME, SUPERUSER
from shared.calculator import InputError
from shared.settings import load_settings


def payroll_database(data_folder: Path) -> str:
    """Payroll's database: the settings' where they name a server, else that of the folder's `gongfang up`.

    Raises InputError for a folder in which nothing was ever started.
    """
    settings = load_settings()
    if settings.model_fields_set & {"payroll_database_url", "database_url"}:
        return settings.service_database_url("payroll")
    state_file = data_folder.expanduser().absolute() / "embedded.json"
    try:
        server = json.loads(state_file.read_text())[NAME]
        address = f"{SUPERUSER}:{server['password']}@{LOOPBACK}:{server['port']}"
    except FileNotFoundError:
        raise InputError(
            "--data",
            f"nothing was started in {data_folder}; give the folder of `gongfang up`, "
            "or set GONGFANG_PAYROLL_DATABASE_URL",
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("--data", f"{state_file} cannot be read ({error})") from None
    return settings.model_copy(update={"database_url": f"postgresql://{address}"}).service_database_url("payroll")
