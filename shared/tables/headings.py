"""Finding the line of headings: people write titles above it, merge cells, and use the words of their papers."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from shared.tables.faults import (
    COLUMN_TWICE,
    DAMAGED_LINES,
    LACKS_COLUMNS,
    NO_HEADINGS,
    OF_SHEET,
    SAME_HEADINGS,
    UnreadableFileError,
)
from shared.tables.rows import Row, Sheet, name_lines
from shared.texts import Text, listed

LINES_LOOKED_AT: Final = 20
"""So far down a sheet the headings may stand."""
_TITLES_SHOWN: Final = 20
_BLANK: Final = re.compile(r"\s")
_NOTE: Final = re.compile(r"\(.*?\)|[*:]")
_CHINESE_AND_ENGLISH: Final = re.compile(r"([\u4e00-\u9fff]+)[a-z_/]*")


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns stand in a sheet: `places` by column, `unknown` titles by place, and the rows below."""

    sheet: Sheet
    line: int
    places: Mapping[str, int]
    unknown: Mapping[int, str]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    sheet: Sheet
    last: int
    titles: tuple[str, ...]
    found: Mapping[str, list[int]]

    @property
    def twice(self) -> list[str]:
        return [column for column, places in self.found.items() if len(places) > 1]


def find_headings(sheets: Sequence[Sheet], meanings: Mapping[str, str], required: Collection[str]) -> Headings:
    """The headings among the first lines of the one sheet that has them; `meanings` says a title's column.

    A title counts without blanks, and where no other fits better without what stands in brackets or in English
    behind it; of headings in two lines, as merged cells make them, the lower word counts. Raises
    UnreadableFileError where a required column is missing or stands twice, or several sheets have these headings.
    """
    by_word = {_word(title): column for title, column in meanings.items()}
    every = [candidate for sheet in sheets for candidate in _candidates(sheet, by_word)]
    if not every:
        raise UnreadableFileError(NO_HEADINGS)
    complete = _first_of_each_sheet([candidate for candidate in every if set(required) <= set(candidate.found)])
    if not complete:
        raise UnreadableFileError(_lacking(max(every, key=lambda candidate: len(candidate.found)), required))
    if len(complete) > 1:
        names = listed(repr(candidate.sheet.name) for candidate in complete)
        raise UnreadableFileError(SAME_HEADINGS.of(sheets=names))
    (best,) = complete
    if best.twice:
        titles = listed(repr(best.titles[place]) for place in best.found[best.twice[0]])
        raise UnreadableFileError(COLUMN_TWICE.of(column=best.twice[0], titles=titles))
    known = {place for places in best.found.values() for place in places}
    unknown = {place: title for place, title in enumerate(best.titles) if title and place not in known}
    return Headings(
        best.sheet,
        best.sheet.rows[best.last].line,
        {column: places[0] for column, places in best.found.items()},
        unknown,
        best.sheet.rows[best.last + 1 :],
    )


def refuse_damaged(sheet: Sheet) -> None:
    """Raise UnreadableFileError naming the lines that cannot be taken apart: for files that are taken whole."""
    lines = [row.line for row in sheet.rows if row.fault]
    if lines:
        fault = next(row.fault for row in sheet.rows if row.fault)
        of_sheet = OF_SHEET.of(sheet=repr(sheet.name)) if sheet.name else ""
        told = DAMAGED_LINES.of(lines=name_lines(lines), of_sheet=of_sheet, line=lines[0], fault=fault)
        raise UnreadableFileError(told)


def _first_of_each_sheet(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return list({id(candidate.sheet): candidate for candidate in reversed(candidates)}.values())[::-1]


def _candidates(sheet: Sheet, by_word: Mapping[str, str]) -> Iterator[_Candidate]:
    """Each of the first lines, and each with the line above it."""
    first = [(at, row) for at, row in enumerate(sheet.rows[:LINES_LOOKED_AT]) if not row.fault]
    for at, row in first:
        yield _candidate(sheet, at, row.cells, by_word)
    for (_, above), (at, row) in pairwise(first):
        width = max(len(above.cells), len(row.cells))
        upper, lower = (cells + ("",) * (width - len(cells)) for cells in (above.cells, row.cells))
        yield _candidate(sheet, at, tuple(below or over for over, below in zip(upper, lower, strict=True)), by_word)


def _candidate(sheet: Sheet, at: int, titles: tuple[str, ...], by_word: Mapping[str, str]) -> _Candidate:
    exact: dict[str, list[int]] = {}
    loose: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        word = _word(title)
        bare = _NOTE.sub("", word)
        chinese = _CHINESE_AND_ENGLISH.fullmatch(bare)
        if word in by_word:
            exact.setdefault(by_word[word], []).append(place)
        elif column := by_word.get(bare) or (by_word.get(chinese[1]) if chinese else None):
            loose.setdefault(column, []).append(place)
    return _Candidate(sheet, at, titles, loose | exact)


def _word(title: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", title)).lower()


def _lacking(best: _Candidate, required: Collection[str]) -> Text:
    missing = [column for column in required if column not in best.found]
    shown = listed(title for title in best.titles[:_TITLES_SHOWN] if title)
    return LACKS_COLUMNS.of(missing=listed(missing), found=shown)
