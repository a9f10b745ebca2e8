"""What a log of states comes to, counted a second time, naively and apart from the code under test.

Reads the JSON of the events and knows the readings of the pack `songtao` as a person would apply them by hand.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Data = dict[str, Any]


@dataclass
class Recount:
    """Amounts as text: by rule for each (worker, month), by award, and by part for each division.

    `homes` names the workshop each worker belongs to at the end of each of his months.
    """

    statements: dict[tuple[str, str], dict[str, str]]
    incomplete: dict[tuple[str, str], set[str]]
    homes: dict[tuple[str, str], str]
    awards: dict[tuple[str, str, str], str]
    divisions: dict[tuple[str, str], dict[tuple[str, str], str]]


def recount(bodies: Iterable[bytes]) -> Recount:
    """Count a log again. Its order and repetitions do not matter: the highest revision of each subject is in force."""
    newest: dict[str, dict[str, Data]] = defaultdict(dict)
    months: set[tuple[str, str]] = set()
    for body in bodies:
        event = json.loads(body)
        kind, data = event["type"].partition(".")[0], event["data"]
        months |= {(data["worker"], data[name][:7]) for name in ("day", "worked_on") if name in data}
        known = newest[kind].get(event["subject"])
        if known is None or data["revision"] > known["revision"]:
            newest[kind][event["subject"]] = data
    world = {kind: [data for data in known.values() if not data["withdrawn"]] for kind, known in newest.items()}
    shared = {kind: world.get(kind, []) for kind in ("workshop", "roster")}
    people: dict[str, dict[str, list[Data]]] = defaultdict(lambda: defaultdict(list, shared))
    for kind in ("worker", "attendance", "piecework", "skill"):
        for data in world.get(kind, []):
            people[data["worker"]][kind].append(data)
    statements = {(worker, month): _statement(people[worker], worker, month) for worker, month in sorted(months)}
    return Recount(
        {key: amounts for key, (amounts, _, _) in statements.items()},
        {key: missing for key, (_, missing, _) in statements.items()},
        {key: home for key, (_, _, home) in statements.items()},
        _awards(world, newest["production"].values()),
        _divisions(world, newest["profit"].values()),
    )


def fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def whole_fen(amount: Decimal) -> Decimal:
    """What a cap lets through: never a part of a fen more."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def _statement(world: dict[str, list[Data]], worker: str, month: str) -> tuple[dict[str, str], set[str], str]:
    days, pieces = world.get("attendance", []), world.get("piecework", [])
    here = [data for data in days if data["day"][:7] == month]
    made = [data for data in pieces if data["worked_on"][:7] == month]
    person = next((data for data in world.get("worker", []) if data["worker"] == worker), None)
    missing = set() if person else {"worker_not_registered"}
    home = _home(person, here, made, _last_day(month))[0]
    packs = {data["workshop"]: data["policy_pack"] for data in world.get("workshop", [])}
    if home not in packs:
        return {}, {f"workshop_not_registered:{home}"}, home
    missing |= {"rate_missing" for data in made if data.get("unit_rate_yuan") is None and data["accepted_quantity"]}

    worked = [data["day"] for data in days if data["weight_days"] != "0"]
    worked += [data["worked_on"] for data in pieces if data["accepted_quantity"]]
    firsts = worked + ([person["first_day"]] if person and person.get("first_day") else [])
    index = month_number(month) - month_number(min(firsts)) + 1 if firsts else None

    attended: dict[str, Decimal] = defaultdict(Decimal)
    for data in here:
        attended[data["day"]] = min(Decimal(1), attended[data["day"]] + Decimal(data["weight_days"]))
    present = sum(attended.values(), Decimal(0))

    by_workshop = _piecework(made)
    amounts = {"piecework": sum(by_workshop.values(), Decimal(0))}
    percent = {1: 50, 2: 40, 3: 30}.get(index or 0, 0)
    amounts["attendance_incentive"] = sum((fen(part * percent / 100) for part in by_workshop.values()), Decimal(0))
    if _full_attendance(world, person, here, made, month, attended, present):
        amounts["full_attendance_award"] = Decimal(500)
    if present >= 1 and any(_counts(data, month) for data in world.get("skill", [])):
        amounts["skill_uplift"] = Decimal(600)
    if index is not None and 1 <= index <= 3 and present >= 26:
        amounts["guaranteed_floor"] = max(Decimal(0), 2000 - sum(amounts.values(), Decimal(0)))
    return {rule: f"{amount:.2f}" for rule, amount in amounts.items() if amount}, missing, home


def _last_day(month: str) -> str:
    following = date(int(month[:4]), int(month[5:7]), 28) + timedelta(days=4)
    return (following.replace(day=1) - timedelta(days=1)).isoformat()


def _home(person: Data | None, here: list[Data], made: list[Data], day: str) -> tuple[str, str]:
    """Workshop and group on a day."""
    if person is None or not person["assignments"]:
        work: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for data in here:
            work[data["workshop"]][0] += Decimal(data["weight_days"])
        for data in made:
            work[data["workshop"]][1] += data["accepted_quantity"]
        return max(sorted(work), key=lambda workshop: work[workshop], default=""), ""
    in_order = sorted(person["assignments"], key=lambda part: (part["since"], part["workshop"]))
    begun = [part for part in in_order if part["since"] <= day] or in_order[:1]
    return begun[-1]["workshop"], begun[-1].get("group") or ""


def _piecework(made: list[Data]) -> dict[str, Decimal]:
    quantities: dict[tuple[str, ...], int] = defaultdict(int)
    for data in made:
        if data.get("unit_rate_yuan") is not None:
            rate = f"{Decimal(data['unit_rate_yuan']):.4f}"
            quantities[data["workshop"], data["product"], data["operation"], data["company"], rate] += data[
                "accepted_quantity"
            ]
    by_workshop: dict[str, Decimal] = defaultdict(Decimal)
    for (workshop, _, _, _, rate), quantity in quantities.items():
        by_workshop[workshop] += fen(quantity * Decimal(rate))
    return by_workshop


def _counts(certificate: Data, month: str) -> bool:
    if certificate["certified_on"][:7] >= month:
        return False
    return certificate.get("revoked_on") is None or month <= certificate["revoked_on"][:7]


def _full_attendance(
    world: dict[str, list[Data]],
    person: Data | None,
    here: list[Data],
    made: list[Data],
    month: str,
    attended: dict[str, Decimal],
    present: Decimal,
) -> bool:
    rosters = {
        (data["workshop"], data.get("group") or ""): data["expected_days"]
        for data in world.get("roster", [])
        if data["month"] == month
    }
    day, last, expected, rostered = date.fromisoformat(f"{month}-01"), date.fromisoformat(_last_day(month)), 0, True
    while day <= last:
        workshop, group = _home(person, here, made, day.isoformat())
        roster = rosters.get((workshop, group), rosters.get((workshop, ""))) if person else None
        if roster is None:
            rostered = False
        elif (weight := roster.get(day.isoformat())) is not None:
            expected += 1
            if attended.get(day.isoformat(), Decimal(0)) < Decimal(weight):
                return False
        day += timedelta(days=1)
    return expected > 0 if rostered else present >= 26


def _awards(world: dict[str, list[Data]], reported: Iterable[Data]) -> dict[tuple[str, str, str], str]:
    packs = {data["workshop"] for data in world.get("workshop", [])}
    awards = {}
    for key in {(data["workshop"], data["company"], data["month"]) for data in reported}:
        products = [
            data
            for data in world.get("production", [])
            if (data["workshop"], data["company"], data["month"]) == key and data["fixed_quantity"]
        ]
        complete = all(data["accepted_quantity"] >= data["fixed_quantity"] for data in products)
        amount = Decimal(0)
        for data in products if complete and key[0] in packs else []:
            steps = (data["accepted_quantity"] - data["fixed_quantity"]) * 10 // data["fixed_quantity"]
            amount += fen(steps * Decimal(data["fixed_amount_yuan"]) / 100)
        awards[key] = f"{amount:.2f}"
    return awards


def _divisions(
    world: dict[str, list[Data]], reported: Iterable[Data]
) -> dict[tuple[str, str], dict[tuple[str, str], str]]:
    packs = {data["workshop"] for data in world.get("workshop", [])}
    divisions: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    losses: dict[str, Decimal] = defaultdict(Decimal)
    for data in sorted(reported, key=lambda data: (data["workshop"], data["period"])):
        workshop, period = data["workshop"], data["period"]
        net = Decimal(0) if data["withdrawn"] else Decimal(data["net_profit_yuan"])
        whole = net - losses[workshop]
        losses[workshop] = max(Decimal(0), -whole)
        parts = _pots(whole, _shares(world, workshop, period)) if whole > 0 and workshop in packs else {}
        divisions[workshop, period] = {key: f"{amount:.2f}" for key, amount in parts.items() if amount}
    return divisions


def _shares(world: dict[str, list[Data]], workshop: str, period: str) -> dict[str, Fraction]:
    held: dict[str, Fraction] = {}
    for data in sorted(world.get("shareholding", []), key=lambda data: str(data["effective_from"])):
        if data["workshop"] == workshop and data["effective_from"] <= f"{period}-12-31":
            held[data["village"]] = Fraction(data["shares"])
    return {village: shares for village, shares in held.items() if shares}


def _pots(whole: Decimal, shares: dict[str, Fraction]) -> dict[tuple[str, str], Decimal]:
    care, relief, holders = fen(whole / 10), fen(whole / 5), fen(whole / 5)
    parts = {
        ("care_fund", "care_fund"): care,
        ("relief_and_redevelopment", "relief_and_redevelopment"): relief,
        ("rolling_development", "rolling_development"): whole - care - relief - holders,
    }
    if not shares:
        return parts | {("shareholding_collectives", "shareholding_collectives"): holders}
    total, whole_fen = sum(shares.values()), int(holders * 100)
    exact = {village: whole_fen * held / total for village, held in shares.items()}
    given = {village: int(amount) for village, amount in exact.items()}
    for village in sorted(exact, key=lambda village: (given[village] - exact[village], village)):
        if sum(given.values()) < whole_fen:
            given[village] += 1
    return parts | {("shareholding_collectives", village): Decimal(fens) / 100 for village, fens in given.items()}


@dataclass
class Closing:
    """What one closing gave a worker: for its own month, for earlier ones, taken back, and left; in yuan."""

    earned: Decimal
    adjusted: Decimal
    recovered: Decimal
    net: Decimal


class Cashbook:
    """What a careful clerk with a notebook gives each worker, closing after closing.

    At most a fifth of what a closing gives is taken back, and never so much that less than 2 000 is left.
    """

    def __init__(self) -> None:
        self.given: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        self.debts: dict[str, Decimal] = defaultdict(Decimal)

    def close(self, month: str, counted: Recount, held: Iterable[str] = ()) -> dict[str, Closing]:
        """Give everybody but the held what the month came to, and what earlier ones turn out to lack."""
        closings = {}
        for worker, mine in _by_worker(counted).items():
            if worker not in held:
                earned = self._give(worker, month, mine[month]) if month in mine else Decimal(0)
                earlier = {of: total for of, total in mine.items() if of < month}
                closings[worker] = self._pay(worker, earned, self._adjust(worker, earlier, counted))
        return closings

    def supplement(self, worker: str, last_closed: str, counted: Recount) -> Closing:
        """Between two closings, give one worker what his closed months lack."""
        closed = {of: total for of, total in _by_worker(counted)[worker].items() if of <= last_closed}
        return self._pay(worker, Decimal(0), self._adjust(worker, closed, counted))

    def _adjust(self, worker: str, months: dict[str, Decimal], counted: Recount) -> Decimal:
        """What these months lack, where nothing is missing in them."""
        complete = {of: total for of, total in months.items() if not counted.incomplete[worker, of]}
        return sum((self._give(worker, of, total) for of, total in complete.items()), Decimal(0))

    def _give(self, worker: str, month: str, should: Decimal) -> Decimal:
        given = should - self.given[worker, month]
        self.given[worker, month] = should
        return given

    def _pay(self, worker: str, earned: Decimal, adjusted: Decimal) -> Closing:
        gross = earned + max(Decimal(0), adjusted)
        owed = self.debts[worker] + max(Decimal(0), -adjusted)
        recovered = min(owed, max(Decimal(0), min(whole_fen(gross / 5), gross - 2000)))
        self.debts[worker] = owed - recovered
        return Closing(earned, adjusted, recovered, gross - recovered)


def _by_worker(counted: Recount) -> dict[str, dict[str, Decimal]]:
    totals: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (worker, month), amounts in counted.statements.items():
        totals[worker][month] = sum((Decimal(amount) for amount in amounts.values()), Decimal(0))
    return totals
