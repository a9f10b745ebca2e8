"""Papers to print: payslips, wage lists and publication lists, as HTML, PDF or XLSX."""

from pathlib import Path
from typing import Annotated

import typer

from cli.client.calling import MonthArgument, TokenOption, UrlOption, WorkshopArgument, request_service, save

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="Where to write it; its ending says the format")]
LanguageOption = Annotated[str, typer.Option(help="zh or en")]
_FORMATS = {".html": "html", ".pdf": "pdf", ".xlsx": "xlsx"}


def _query(output: Path, language: str) -> dict[str, str]:
    if output.suffix not in _FORMATS:
        raise typer.BadParameter(f"{output.name} must end in {', '.join(_FORMATS)}", param_hint="'--output'")
    return {"format": _FORMATS[output.suffix], "language": language}


def payslip(
    worker: str,
    month: MonthArgument,
    token: TokenOption,
    output: OutputOption,
    language: LanguageOption = "zh",
    url: UrlOption = None,
) -> None:
    """A worker's payslip (工资条); of an open month a preview."""
    path = f"/v1/payslips/{worker}/{month}"
    save(request_service("payroll", url, token, "GET", path, params=_query(output, language)), output)


def wage_list(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    output: OutputOption,
    language: LanguageOption = "zh",
    url: UrlOption = None,
) -> None:
    """A workshop's wage list (工资发放表), with identity numbers and contacts in clear; recorded."""
    path = f"/v1/wage-lists/{workshop}/{month}"
    save(request_service("payroll", url, token, "GET", path, params=_query(output, language)), output)
