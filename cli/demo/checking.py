"""Whether the demonstration came true: everything shown is compared with what the sample says must become of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from cli.demo.afterwards import Afterwards
from cli.demo.facts import County
from cli.demo.failing import DemoFailedError
from cli.demo.paying import Paid
from cli.demo.sending import Sent
from shared.money import format_amount

_ANSWERED = ("import", "attlog", "events")
_KEPT = ("import", "attlog", "stream")
"""Doors that answer a refusal, and doors whose refusals become dead letters."""

_FIRST_BYTES = (b"%PDF", b"PK\3\4")


def check_came_true(
    manifest: Mapping[str, Any], sent: Sent, county: County, paid: Paid, afterwards: Iterable[Afterwards] = ()
) -> None:
    """Compare before anything is shown. Raises DemoFailedError."""
    wrong = [
        *_wrong_answers(manifest, sent),
        *_wrong_letters(manifest, county),
        *_wrong_statements(manifest, county),
        *_wrong_months(county, paid),
        *_wrong_payments(manifest, paid),
        *(fault for part in afterwards for fault in part.wrong),
    ]
    if wrong:
        raise DemoFailedError(wrong)


def refusals_answered(manifest: Mapping[str, Any], sent: Sent) -> Counter[tuple[Any, ...]]:
    """What the doors refused: file, line of the file, status and pointer."""
    # A table's first line is its header.
    first_line = {step["file"]: 2 if step["door"] == "import" else 1 for step in manifest["steps"]}
    return Counter(
        (item["file"], item["index"] + first_line[item["file"]], item["status"], item["problem"]["pointer"])
        for item in sent.refused
    )


def _wrong_answers(manifest: Mapping[str, Any], sent: Sent) -> list[str]:
    expected = Counter(
        (part["file"], part["line"], part["status"], part["pointer"]) for part in _refusals_at(manifest, _ANSWERED)
    )
    wrong = _differences("refused at a door", refusals_answered(manifest, sent), expected)
    asked = sum(step["entries"] for step in manifest["steps"] if step["door"] in _ANSWERED)
    if sum(sent.counts.values()) != asked:
        wrong.append(f"{asked} entries went out over HTTP, {sum(sent.counts.values())} were answered")
    return wrong


def _wrong_letters(manifest: Mapping[str, Any], county: County) -> list[str]:
    """None may be there that the sample does not name; a stream's are there once for every run that sent it."""
    services = {step["file"]: step["service"] for step in manifest["steps"]}
    expected = {(services[part["file"]], part["pointer"]) for part in _refusals_at(manifest, _KEPT)}
    expected |= {
        (step["service"], part["pointer"]) for step in manifest.get("after", []) for part in step["answer"]["refused"]
    }
    wrong = [
        f"a dead letter nobody expected: {service} {letter['origin']} {problem['pointer']} {problem['reason']}"
        for service, letters in county.dead_letters.items()
        for letter in letters
        if (service, (problem := letter["problem"])["pointer"]) not in expected
    ]
    return wrong + [f"{service}: {number} subjects cannot be computed" for service, number in county.set_aside.items()]


def _wrong_statements(manifest: Mapping[str, Any], county: County) -> list[str]:
    found = Counter((row["worker"], reason) for row in county.statements for reason in row["incomplete"])
    expected = Counter((row["worker"], row["reason"]) for row in manifest["expected_incomplete"])
    wrong = _differences("an incomplete statement", found, expected)
    return wrong + [
        f"the lines of {row['worker']} do not add up to {row['total']} yuan"
        for row in county.statements
        if _sum(line["amount"] for line in row["lines"]) != Decimal(row["total"])
    ]


def _wrong_months(county: County, paid: Paid) -> list[str]:
    """Every workshop's month is paid, or closed where somebody's account is not known; its wages are its people's."""
    waiting = {blocked["workshop"] for blocked in paid.blocked}
    wrong = []
    for row in paid.months:
        wanted = "closed" if row["workshop"] in waiting else "paid"
        if row["state"] != wanted:
            wrong.append(f"{row['workshop']} {row['month']} is {row['state']}, not {wanted}")
        people = [part for part in county.statements if part["workshop"] == row["workshop"]]
        total = _sum(part["total"] for part in people)
        if (len(people), total) != (row["workers"], Decimal(row["total"])):
            wrong.append(
                f"{row['workshop']} {row['month']} says {row['workers']} people and {row['total']} yuan, "
                f"its {len(people)} statements {format_amount(total)}"
            )
    workshops = {sheet["workshop"] for sheet in county.production}
    missing = sorted(workshops - {row["workshop"] for row in paid.months})
    return wrong + [f"{workshop} {county.month} was not closed" for workshop in missing]


def _wrong_payments(manifest: Mapping[str, Any], paid: Paid) -> list[str]:
    """Every fen of the closed months has arrived, but for those without an account."""
    wrong = []
    for batch in paid.batches:
        waiting = batch["by_state"].get("instructed")
        if waiting:
            wrong.append(f"batch {batch['batch']}: {waiting['count']} payments were not answered")
    unknown = sorted({part["beneficiary"] for part in paid.blocked} - {*manifest["without_account"]})
    wrong += [f"{payee} could not be paid" for payee in unknown]
    settled = _sum(batch["by_state"].get("settled", {"amount": "0.00"})["amount"] for batch in paid.batches)
    blocked = _sum(part["amount"] for part in paid.blocked)
    owed = _sum(part["net"] for part in paid.settlements)
    if owed != settled + blocked:
        wrong.append(f"{owed} yuan were closed, {settled} arrived and {blocked} are blocked")
    if not paid.trial_balance["balanced"]:
        wrong.append("the ledger does not balance")
    return wrong + [f"{paper} is no paper" for paper in paid.papers if paper.read_bytes()[:4] not in _FIRST_BYTES]


def _refusals_at(manifest: Mapping[str, Any], doors: tuple[str, ...]) -> list[dict[str, Any]]:
    door_of = {step["file"]: step["door"] for step in manifest["steps"]}
    return [part for part in manifest["expected_refusals"] if door_of[part["file"]] in doors]


def _differences(what: str, found: Counter[tuple[Any, ...]], expected: Counter[tuple[Any, ...]]) -> list[str]:
    return _listed(f"{what}, unexpected", found - expected) + _listed(f"{what}, missing", expected - found)


def _listed(what: str, parts: Counter[tuple[Any, ...]]) -> list[str]:
    return [f"{what}: {' '.join(str(cell) for cell in part)}" for part in sorted(parts.elements())]


def _sum(amounts_yuan: Iterable[str]) -> Decimal:
    return sum((Decimal(amount) for amount in amounts_yuan), Decimal("0.00"))
