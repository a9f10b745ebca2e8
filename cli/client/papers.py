"""Papers to print: payslips, wage lists and publication lists, as HTML, PDF or XLSX."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.client.calling import (
    MonthArgument,
    TokenOption,
    UrlOption,
    WorkshopArgument,
    check_output,
    request_service,
    save,
)

OutputOption = Annotated[
    Path, typer.Option("--output", "-o", help="Where to write it; .html, .pdf or .xlsx says the format")
]
LanguageOption = Annotated[str, typer.Option(help="zh or en")]
_FORMATS = {".html": "html", ".pdf": "pdf", ".xlsx": "xlsx"}
_LANGUAGES = ("zh", "en")


def payslip(
    worker: Annotated[str, typer.Argument(help="The worker's id, such as W-00017")],
    month: MonthArgument,
    token: TokenOption,
    output: OutputOption,
    language: LanguageOption = "zh",
    url: UrlOption = None,
) -> None:
    """A worker's payslip (工资单); of an open month a preview."""
    _fetch(f"/v1/payslips/{worker}/{month}", token, output, language, url)


def wage_list(
    workshop: WorkshopArgument,
    month: MonthArgument,
    token: TokenOption,
    output: OutputOption,
    preview: Annotated[
        bool, typer.Option("--preview", help="Of a month not closed yet: what it would pay, and what to look at")
    ] = False,
    language: LanguageOption = "zh",
    url: UrlOption = None,
) -> None:
    """A workshop's wage list (工资支付表), with identity numbers and contacts in clear; recorded. With --preview
    (未关账预览) what closing now would pay, numbers masked, no paper to sign.
    """
    papers = "wage-list-previews" if preview else "wage-lists"
    _fetch(f"/v1/{papers}/{workshop}/{month}", token, output, language, url)


def publication_list(
    fund_or_rule: Annotated[str, typer.Argument(help="A fund, or a subsidy such as organiser_subsidy")],
    token: TokenOption,
    output: OutputOption,
    publisher: Annotated[str, typer.Option(help="Who publishes it, such as 三都县人社局")],
    objections_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of objections")],
    objections_until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day of objections")],
    objections_to: Annotated[str, typer.Option("--objections-to", help="Where to object: office, phone")],
    period: Annotated[str | None, typer.Option(help="Only claims of this period, such as 2022")] = None,
    language: LanguageOption = "zh",
    url: UrlOption = None,
) -> None:
    """The committed subsidies of a fund or a kind for publication (公示表), names masked."""
    query = {
        "publisher": publisher,
        "objections_from": objections_from.date().isoformat(),
        "objections_until": objections_until.date().isoformat(),
        "objections_to": objections_to,
    }
    more = query | ({"period": period} if period else {})
    _fetch(f"/v1/publication-lists/{fund_or_rule}", token, output, language, url, more)


def _fetch(
    path: str, token: str, output: Path, language: str, url: str | None, more: dict[str, str] | None = None
) -> None:
    if output.suffix not in _FORMATS:
        raise typer.BadParameter(
            f"{output.name} 须以 {'、'.join(_FORMATS)} 结尾；must end in one of these", param_hint="'--output'"
        )
    if language not in _LANGUAGES:
        raise typer.BadParameter(f"{language!r} is neither zh nor en", param_hint="'--language'")
    check_output(output)
    query = {"format": _FORMATS[output.suffix], "language": language} | (more or {})
    save(request_service("payroll", url, token, "GET", path, params=query), output)
