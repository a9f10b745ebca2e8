"""Print-ready HTML: one file with everything in it, nothing fetched from outside, every value escaped."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.payroll.documents.wording import html_language
from shared.texts import Language

TEMPLATES: Final = Path(__file__).parent / "templates"


def render_html(template: str, title: str, documents: Sequence[Mapping[str, object]], language: Language) -> str:
    """Render documents of one kind into one page, each beginning on a sheet of its own."""
    page = _environment().get_template(f"{template}.html")
    return page.render(title=title, documents=documents, language=html_language(language))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
