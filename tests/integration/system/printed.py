"""Reading what the demonstration prints: tables, counts and lists, as a person would."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Printed:
    """The output of `gongfang demo`."""

    text: str

    def table(self, title: str) -> list[list[str]]:
        """The cells of each printed line of a table's body."""
        body = self.text[self.text.index(title) :].partition("┡")[2].partition("└")[0]
        return [
            [cell.strip() for cell in line.strip("│").split("│")] for line in body.splitlines() if line.startswith("│")
        ]

    @property
    def awards(self) -> dict[str, str]:
        """The award of each workshop."""
        return {row[0]: row[8] for row in self.table("per workshop") if row[0].startswith("WS-")}

    @property
    def answers(self) -> dict[str, int]:
        """How many entries the HTTP doors answered with each status."""
        (line,) = re.findall(r"answered over HTTP: (.+)", self.text)
        return {status: int(number) for number, status in re.findall(r"(\d+) (\w+)", line)}

    @property
    def entries_sent(self) -> int:
        """How many entries went out by all doors."""
        return int(re.findall(r"(\d+) entries sent in this run", self.text)[0])

    @property
    def events(self) -> dict[str, tuple[int, int]]:
        """How many events each service applied and published, ever."""
        found = re.findall(r"^  (\w+) +(\d+) applied once +(\d+) published$", self.text, re.MULTILINE)
        return {service: (int(applied), int(published)) for service, applied, published in found}

    @property
    def dead_letters(self) -> int:
        """How many dead letters there are."""
        return int(re.findall(r"dead letters +(\d+)", self.text)[0])

    @property
    def incomplete(self) -> list[tuple[str, str]]:
        """The incomplete statements: worker and reasons."""
        number, _, rows = self.text.partition("incomplete statements")[2].strip().partition("\n")
        found = re.findall(r"^  (\S+) +(\S.*)$", rows.partition("───")[0], re.MULTILINE)
        assert int(number) == len(found)
        return found

    @property
    def month_states(self) -> dict[str, str]:
        """How far each workshop's month is."""
        return {row[0]: row[2].split()[-1] for row in self.table("月份 · months") if row[0].startswith("WS-")}

    @property
    def blocked(self) -> list[tuple[str, str]]:
        """Who could not be paid: worker and amount."""
        return re.findall(r"blocked: (\S+) (\S+) 元", self.text)

    @property
    def ledger_balances(self) -> bool:
        """The trial balance agrees."""
        return "平衡 balanced" in self.text
