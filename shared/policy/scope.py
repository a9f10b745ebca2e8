"""The place a value holds for: the whole county, one township, or one workshop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scope:
    """Where something happens, by the identifiers of its township and workshop; empty for the county.

    As the place of a value it names one of the two at most.
    """

    township: str = ""
    workshop: str = ""

    def __str__(self) -> str:
        """`county`, `township:…` or `workshop:…`: the narrowest place it names."""
        if self.workshop:
            return f"workshop:{self.workshop}"
        return f"township:{self.township}" if self.township else "county"

    def places(self) -> Iterator[Scope]:
        """The places whose own values come before the county's, the narrowest first."""
        if self.workshop:
            yield Scope(workshop=self.workshop)
        if self.township:
            yield Scope(township=self.township)


COUNTY: Final = Scope()
