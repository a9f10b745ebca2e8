"""`make mutants`, second half: how many of the small faults mutmut made the unit and scenario tests found.

mutmut changes one place of the domains and value types at a time and runs the tests that reach it. Faults that change
nothing anybody could see are named, with the reason, in `equivalent_mutants.yaml`; all others that no test finds are
printed. Below the share wanted the command fails.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

WANTED_PERCENT: Final = 95
_FOLDER: Final = Path("mutants")
_EQUIVALENT: Final = Path(__file__).with_name("equivalent_mutants.yaml")
_FOUND: Final = frozenset({1, 3, 24, -24, 36, 152, 255})
"""What mutmut keeps of a mutant: a test failed, or ran on without end. 0: it survived; 33: no test reaches it."""


@dataclass(frozen=True)
class Survivor:
    """A fault no test found: the function, the line as it is and as it was changed."""

    function: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Score:
    """How many mutants were tried and found, and those that survived, equivalent ones left out."""

    tried: int
    found: int
    survivors: Mapping[str, Survivor]

    @property
    def percent(self) -> float:
        """Of those that could have been found."""
        possible = self.found + len(self.survivors)
        return 100 * self.found / possible if possible else 0.0


def results(folder: Path = _FOLDER) -> dict[str, int]:
    """What became of each mutant tried, by its name."""
    kept: dict[str, int | None] = {}
    for file in sorted(folder.rglob("*.meta")):
        kept |= json.loads(file.read_text())["exit_code_by_key"]
    return {name: code for name, code in kept.items() if code is not None}


def equivalent_mutants(text: str) -> frozenset[Survivor]:
    """The faults known to change nothing. Raises ValueError for one that is given no reason."""
    entries = yaml.safe_load(text) or []
    if unexplained := [entry["function"] for entry in entries if not entry.get("why")]:
        raise ValueError(f"no reason is given for {', '.join(unexplained)}")
    return frozenset(Survivor(entry["function"], entry["was"], entry["becomes"]) for entry in entries)


def survivor_of(name: str, difference: str) -> Survivor:
    """A mutant by what it changes, which stays when others come before it; from a unified difference."""

    def lines(sign: str) -> Iterator[str]:
        for line in difference.splitlines():
            if line.startswith(sign) and not line.startswith(sign * 3):
                yield line[1:].strip()

    return Survivor(name.rpartition("__mutmut_")[0], " ".join(lines("-")), " ".join(lines("+")))


def score(codes: Mapping[str, int], survivors: Mapping[str, Survivor], equivalent: frozenset[Survivor]) -> Score:
    """The score, the equivalent ones left out."""
    left = {name: survivor for name, survivor in survivors.items() if survivor not in equivalent}
    return Score(len(codes), sum(code in _FOUND for code in codes.values()), left)


def _shown(name: str) -> str:
    command = [str(Path(sys.executable).with_name("mutmut")), "show", name]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Print the score and the survivors."""
    codes = results()
    unfound = {name: survivor_of(name, _shown(name)) for name, code in codes.items() if code not in _FOUND}
    reached = score(codes, unfound, equivalent_mutants(_EQUIVALENT.read_text("utf-8")))
    for name, survivor in sorted(reached.survivors.items()):
        print(f"{name}{' (no test reaches it)' if codes[name] else ''}\n  - {survivor.was}\n  + {survivor.becomes}")
    print(
        f"{reached.tried} faults tried: {reached.found} found, {len(unfound) - len(reached.survivors)} equivalent, "
        f"{len(reached.survivors)} survived: {reached.percent:.1f} % found, {WANTED_PERCENT} % wanted"
    )
    return 0 if reached.percent >= WANTED_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main())
