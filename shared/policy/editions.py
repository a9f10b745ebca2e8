"""A pack replaced from a date on: several packs of one name, each in force until the next begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Final

from shared.policy.pack import PolicyPack
from shared.policy.scope import COUNTY, Scope
from shared.policy.values import PolicyError
from shared.policy.view import Policy


class PackInEditions(PolicyPack):
    """A pack of several editions. A day is answered from the edition in force on it, months before keep theirs.

    What is asked without a day, such as `rules` and `parameters`, is answered from the newest.
    """

    def __init__(self, editions: Sequence[PolicyPack]) -> None:
        newest = editions[-1]
        super().__init__(
            name=newest.name,
            title=newest.title,
            origins=newest.origins,
            rules=newest.rules,
            parameters=newest.parameters,
            exclusive_groups=newest.exclusive_groups,
            fingerprint=sha256("".join(edition.fingerprint for edition in editions).encode()).hexdigest(),
        )
        self._editions: Final = tuple(editions)
        self._begins: Final = [edition.since for edition in editions[1:] if edition.since is not None]

    @property
    def editions(self) -> tuple[PolicyPack, ...]:
        return self._editions

    def edition_on(self, day: date) -> PolicyPack:
        """The edition in force that day."""
        return self._editions[bisect_right(self._begins, day)]

    def rules_on(self, day: date, overrides: Mapping[str, str] | None = None, scope: Scope = COUNTY) -> Policy:
        """As of one edition, from the one in force that day."""
        return self.edition_on(day).rules_on(day, overrides, scope)


def join_editions(packs: Sequence[PolicyPack]) -> PolicyPack:
    """One pack of all its editions, in whatever order they are given.

    One of them has no `from` and is the first edition; the others each begin on a date of their own.
    Raises PolicyError naming the files or folders where that is not so.
    """
    ordered = sorted(packs, key=lambda edition: edition.since or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.since == later.since:
            begin = "without `from`" if later.since is None else f"from {later.since}"
            raise PolicyError(
                f"{earlier.place} and {later.place} are both pack {later.name!r} {begin}; give each its own date"
            )
    first = ordered[0]
    if first.since is not None:
        places = ", ".join(edition.place for edition in ordered)
        raise PolicyError(
            f"pack {first.name!r} has no edition before {first.since}: one without `from` is missing beside {places}"
        )
    return first if len(ordered) == 1 else PackInEditions(ordered)
