"""The folder a sample is written to: files that know their lines, and what the manifest says of them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import orjson

from cli.sample.expected import AfterStep
from cli.sample.sending import Sending


class Phase(IntEnum):
    """When a file is sent: the steps of the manifest follow this order."""

    REGISTERS = 1
    ORDERS = 2
    MONTH = 3
    LATE = 4
    YEAR = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a planted line is refused. `by` door: its form alone; by service: what it says."""

    status: Literal["rejected", "conflict"]
    pointer: str
    by: Literal["door", "service"] = "door"


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault: where, what it is, and what it must lead to. `line` counts from 1, the header included."""

    kind: str
    file: str
    line: int
    leads_to: str
    refusal: Refusal | None = None


@dataclass(slots=True)
class Step:
    """One file of the manifest; `entries` are its rows, punches or events."""

    file: str
    phase: Phase
    sending: Sending
    about: str
    entries: int = 0


class SampleFile:
    """A file being written. Faults are noted at the line written last."""

    def __init__(self, folder: "SampleFolder", step: Step) -> None:
        self._folder = folder
        self._step = step
        path = folder.root / step.file
        path.parent.mkdir(parents=True, exist_ok=True)
        self._opened = path.open("w", encoding="utf-8", newline="")
        self.line = 0

    def write(self, text: str) -> None:
        """One line, which is one entry."""
        self._opened.write(text + "\n")
        self.line += 1
        self._step.entries += 1

    def event(self, envelope: Mapping[str, object]) -> None:
        """One event as a line of JSON."""
        self.write(orjson.dumps(envelope).decode())

    def note(self, kind: str, leads_to: str, refusal: Refusal | None = None) -> None:
        """The line written last is a planted fault."""
        self._folder.faults.append(Fault(kind, self._step.file, self.line, leads_to, refusal))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()
        if not self._step.entries:
            (self._folder.root / self._step.file).unlink()


class SampleTable(SampleFile):
    """A CSV file. Rows are given by column; a column left out is an empty cell."""

    def __init__(self, folder: "SampleFolder", step: Step, columns: Sequence[str], *, byte_order_mark: bool) -> None:
        super().__init__(folder, step)
        if byte_order_mark:
            self._opened.write("\ufeff")
        self._rows = csv.DictWriter(self._opened, columns, restval="", lineterminator="\n")
        self._rows.writeheader()
        self.line = 1

    def row(self, **cells: object) -> None:
        """One row."""
        self._rows.writerow({name: "" if cell is None else cell for name, cell in cells.items()})
        self.line += 1
        self._step.entries += 1


@dataclass(slots=True)
class SampleFolder:
    """Everything written so far. Each file is closed by leaving it; one without an entry is removed."""

    root: Path
    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    incomplete: list[tuple[str, str, str]] = field(default_factory=list)
    """Statements that must stay incomplete: worker, month, reason."""
    without_account: list[str] = field(default_factory=list)
    """Workers nobody gives an account for: they can be paid only once one is."""
    after: list[AfterStep] = field(default_factory=list)
    """What is sent once the month is paid."""

    def table(
        self,
        file: str,
        phase: Phase,
        sending: Sending,
        about: str,
        columns: str,
        *,
        byte_order_mark: bool = False,
    ) -> SampleTable:
        """Begin a CSV file; the columns are separated by spaces."""
        return SampleTable(
            self, self._step(file, phase, sending, about), columns.split(), byte_order_mark=byte_order_mark
        )

    def lines(self, file: str, phase: Phase, sending: Sending, about: str) -> SampleFile:
        """Begin a file of lines."""
        return SampleFile(self, self._step(file, phase, sending, about))

    def write_bytes(self, file: str, content: bytes) -> None:
        """A file as it is."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def ordered_steps(self) -> list[Step]:
        """The steps as they are to be sent; files without an entry are none."""
        return sorted((step for step in self.steps if step.entries), key=lambda step: step.phase)

    def _step(self, file: str, phase: Phase, sending: Sending, about: str) -> Step:
        step = Step(file, phase, sending, about)
        self.steps.append(step)
        return step
