"""PDF with its fonts inside: set by Typst in Noto Sans and Noto Serif for Simplified Chinese, and where these lack a
character in the Noto Sans that has all of Noto's for Chinese, Japanese and Korean. No other font is used.

The values travel as JSON, never as markup, so no name can change a document. A character the fonts lack is
printed as 〓, named by its code point in a note on the document, and reported to the caller.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import noto_cjk_sans_otc
import orjson
import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTCollection, TTFont

from services.payroll.documents.html import TEMPLATES
from services.payroll.documents.model import DocumentError
from services.payroll.documents.wording import MISSING_CHARACTERS
from shared.texts import Language

REPLACEMENT: Final = "〓"
FALLBACK_FAMILY: Final = "Noto Sans CJK SC"
MOST_DOCUMENTS: Final = 300
"""In one file: more than any workshop's payslips, about five seconds and half a gigabyte of memory."""
COMPILATIONS_REMEMBERED: Final = 10
"""Typst keeps what it laid out for as many further compilations, in case the next is nearly the same."""
_VARIATION_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES: Final = re.compile(r"[\t\v\f\r]+")


@dataclass(frozen=True, slots=True)
class PrintedPdf:
    """A PDF, and the characters it could not show, each once and sorted."""

    content: bytes
    missing_characters: tuple[str, ...]


def render_pdf(template: str, title: str, documents: Sequence[Mapping[str, object]], language: Language) -> PrintedPdf:
    """Set documents of one kind into one PDF, each with pages of its own numbered from one.

    It takes some hundredths of a second a document, without holding the interpreter's lock: call it in a thread.
    Raises DocumentError for more than MOST_DOCUMENTS.
    """
    if len(documents) > MOST_DOCUMENTS:
        raise DocumentError(f"{len(documents)} documents are too many for one file: print at most {MOST_DOCUMENTS}")
    missing: set[str] = set()
    printable = []
    for document in documents:
        lacking: set[str] = set()
        shown = {key: _printable(value, lacking) for key, value in document.items()}
        named = ", ".join(f"U+{ord(character):04X}" for character in sorted(lacking))
        note = MISSING_CHARACTERS.text(language).format(characters=named)
        printable.append({**shown, "missing": note if lacking else ""})
        missing |= lacking
    content = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        # Tags would make the file nine times as large; who needs text read out is served by the HTML.
        pdf_tags=False,
        sys_inputs={
            "title": _printable(title, missing),
            "language": language,
            "documents": orjson.dumps(printable).decode(),
        },
    )
    _forget()
    return PrintedPdf(content, tuple(sorted(missing)))


def _forget() -> None:
    """Age out what Typst remembers: nobody prints the same month again at once, and it is a megabyte a payslip."""
    for _ in range(COMPILATIONS_REMEMBERED + 1):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True)


def _printable(value: Any, lacking: set[str]) -> Any:
    """The same value with every character the fonts lack replaced; those characters are added to `lacking`.

    A variation selector only picks the shape of the character before it, which is printed in its usual one.
    """
    if isinstance(value, str):
        text = _VARIATION_SELECTORS.sub("", _SPACES.sub(" ", value))
        absent = {character for character in text if character != "\n" and ord(character) not in _code_points()}
        lacking |= absent
        return "".join(REPLACEMENT if character in absent else character for character in text) if absent else text
    if isinstance(value, Mapping):
        return {key: _printable(part, lacking) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [_printable(part, lacking) for part in value]
    return value


@cache
def _fonts() -> typst.Fonts:
    folders = [str(path.parent) for path in (pylopdf_fonts_zh_cn.sans_path(), _fallback_path())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _fallback_path() -> Path:
    return Path(str(noto_cjk_sans_otc.FONT_PATH))


@cache
def _code_points() -> frozenset[int]:
    """What can be shown in either of the two fonts, itself or by the one behind both."""
    sets = []
    for path in (pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path()):
        with TTFont(path, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    with TTCollection(_fallback_path(), lazy=True) as collection:
        behind = next(font for font in collection if font["name"].getDebugName(1) == FALLBACK_FAMILY).getBestCmap()
    return (sets[0] & sets[1]) | frozenset(behind)
