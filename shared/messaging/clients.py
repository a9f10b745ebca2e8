"""Who sends facts or asks questions, and what he may, by whatever door he comes."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends or asks. `id`, a token's subject or an inbound stream's client, is the source of what he sends."""

    id: str
    scopes: frozenset[str]

    def has(self, scope: str) -> bool:
        """True when the client holds the scope; `station:*` stands for any scope with that beginning."""
        if scope.endswith(":*"):
            return any(held.startswith(scope[:-1]) for held in self.scopes)
        return scope in self.scopes

    def values(self, prefix: str) -> frozenset[str]:
        """What stands behind a scope's beginning: `values("station")` of `station:ST-07` is {"ST-07"}."""
        return _behind(prefix, self.scopes)


@lru_cache(maxsize=512)
def _behind(prefix: str, scopes: frozenset[str]) -> frozenset[str]:
    """Asked for with every event of a batch, of which all have one sender."""
    return frozenset(held[len(prefix) + 1 :] for held in scopes if held.startswith(f"{prefix}:"))
