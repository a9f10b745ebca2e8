"""A line of each kind every rule can answer with, and everything each says, to be compared with `every_line.json`.

`python -m tests.scenarios.policy.every_line` writes the file again; what differs in it is to be read by a person.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from services.payroll.domain.facts import Certificate, PieceworkEntry, WorkerMonth
from services.payroll.domain.statement import Statement
from services.placement.domain.rules.household_income_award import Awarded
from services.placement.domain.stretches import Side
from shared.months import Month
from shared.rules.lines import Flag, Line, rendered, show_all
from tests.scenarios.policy.county import (
    JULY,
    award_lines,
    days_of,
    on_leave,
    pieces_worth,
    present,
    product,
    roster,
    split_lines,
    state,
    worker_month,
)
from tests.scenarios.policy.test_certificate_subsidy import subsidy
from tests.scenarios.policy.test_contract_award import CONTRACT, SIGNED
from tests.scenarios.policy.test_contract_award import award as contract_awards
from tests.scenarios.policy.test_contract_farming_price import BY_AREA, PROTECTED, bought, quoted
from tests.scenarios.policy.test_household_income_award import FOUR, members
from tests.scenarios.policy.test_household_income_award import award as household_award
from tests.scenarios.policy.test_job_seeking_subsidy import job_seeking
from tests.scenarios.policy.test_leader_award import award as leader_award_lines
from tests.scenarios.policy.test_leader_award import people
from tests.scenarios.policy.test_loan_interest import LENT, PERIOD, interest
from tests.scenarios.policy.test_management_staff_pay import BY_BENEFIT, staff_lines
from tests.scenarios.policy.test_manager_pay import pay_lines
from tests.scenarios.policy.test_organiser_subsidy import OPEN as PLACED
from tests.scenarios.policy.test_organiser_subsidy import subsidy as organised
from tests.scenarios.policy.test_piece_rate_levels import card, lines_of
from tests.scenarios.policy.test_probation_supplement import supplement
from tests.scenarios.policy.test_rent_waiver import waiver
from tests.scenarios.policy.test_self_employment_subsidy import self_employment
from tests.scenarios.policy.test_startup_grant import grant
from tests.scenarios.policy.test_township_support import paid as supported
from tests.scenarios.policy.test_township_support import premises
from tests.scenarios.policy.test_training_subsidy import course

FILE: Final = Path(__file__).with_name("every_line.json")
_CERTIFICATE: Final = Certificate("sewing", "elementary", date(2022, 3, 15), event="certificate#1")
_BY_COMPANY: Final = {
    f"{rule}__payer": "company"
    for rule in ("attendance_incentive", "full_attendance_award", "skill_uplift", "guaranteed_floor", "piecework")
}


def every_line() -> dict[str, list[dict[str, Any]]]:
    """What each case comes to, as it is kept in the file."""
    told = {name: [_line_as_kept(line) for line in lines] for name, lines in _single_lines()}
    return told | {name: _statement_as_kept(statement) for name, statement in _statements()}


def _line_as_kept(line: Line) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "title": line.title.zh,
        "amount": str(line.amount_yuan),
        "workshop": line.workshop,
        "payer": f"{line.payer} {line.payer_id}".strip(),
        "beneficiary": line.beneficiary,
        "code": line.formula.code,
        "formula": rendered(line.formula, line.numbers),
        "numbers": show_all(line.numbers),
        "parameters": list(line.parameters),
        "events": list(line.events),
        "missing": line.missing,
    }


def _statement_as_kept(statement: Statement) -> list[dict[str, Any]]:
    flags: Iterable[Flag] = statement.flags
    whole = {
        "total": str(statement.total_yuan),
        "piecework": str(statement.piecework_yuan),
        "days": str(statement.attendance_days),
        "month_index": statement.month_index,
        "bearing_workshop": statement.bearing_workshop,
        "flags": [flag.as_json() for flag in flags],
        "incomplete": list(statement.incomplete),
    }
    return [whole, *(_line_as_kept(line) for line in (*statement.lines, *statement.unpaid))]


def _statements() -> Iterator[tuple[str, Statement]]:
    whole = worker_month(
        first_day=JULY.first_day,
        attendance=present(days_of(JULY, 26)),
        piecework=[pieces_worth(300, date(2022, 7, 4))],
        certificates=[_CERTIFICATE],
    )
    yield "month: first, with everything", state(whole)
    yield "month: borne by the company", state(whole, **_BY_COMPANY)
    yield "month: fourth", state(replace(whole, first_worked_day=date(2022, 4, 30)))
    yield "month: nothing", state(worker_month())
    yield "month: before the scheme", state(worker_month(Month(2021, 12), attendance=present([date(2021, 12, 1)])))
    nobody_to_bear = replace(whole, piecework=())
    yield "month: no company to bear it", state(nobody_to_bear, **_BY_COMPANY)
    yield "month: short", state(replace(whole, attendance=present(days_of(JULY, 25, start=2))))
    yield "month: reaches the floor", state(replace(whole, piecework=(pieces_worth(2000, date(2022, 7, 4)),)))
    rostered = (roster(days_of(JULY, 20)),)
    yield "month: rostered", state(replace(whole, rosters=rostered))
    missed = present(days_of(JULY, 13, start=8))
    yield "month: rostered and missed", state(replace(whole, rosters=rostered, attendance=missed))
    yield "month: empty roster", state(replace(whole, rosters=(roster([]),)))
    anniversary = {"attendance_incentive__first_month": "anniversary"}
    turning = replace(
        whole,
        first_worked_day=date(2022, 5, 11),
        piecework=(pieces_worth(300, date(2022, 7, 10)), pieces_worth(500, date(2022, 7, 11), "WS-02")),
    )
    yield "month: turns its number inside", state(turning, **anniversary)
    yield (
        "month: before the first full one",
        state(begun_on_the_second(), attendance_incentive__first_month="first_full"),
    )
    full_only = {"attendance_incentive__requires_full_attendance": "true"}
    yield "month: incentive asks for full attendance", state(replace(whole, attendance=()), **full_only)
    award_ends = {"full_attendance_award__months": "2"}
    yield "month: award has ended", state(replace(whole, first_worked_day=date(2022, 5, 1)), **award_ends)
    twice = present(days_of(JULY, 2)) + present(days_of(JULY, 1), "0.5", "WS-02") + on_leave(days_of(JULY, 1, start=5))
    yield (
        "month: a day over one, registered later",
        state(replace(whole, attendance=twice, registered_first_day=date(2022, 7, 2), contract_months=3)),
    )
    yield (
        "month: without a rate, not registered",
        state(replace(whole, registered=False, assignments=(), piecework=(pieces_without_rate(),))),
    )
    unknown = replace(_CERTIFICATE, grade="wizard", event="certificate#2")
    yield "month: a grade nobody knows", state(replace(whole, certificates=(unknown,)))
    late = replace(_CERTIFICATE, certified_on=date(2022, 7, 1))
    yield "month: certified too late", state(replace(whole, certificates=(late,)))
    yield "month: certified and absent", state(replace(whole, attendance=()))


def begun_on_the_second() -> WorkerMonth:
    """A month begun on its second day."""
    return worker_month(
        first_day=date(2022, 7, 2),
        attendance=present(days_of(JULY, 5, start=2)),
        piecework=[pieces_worth(300, date(2022, 7, 4))],
    )


def pieces_without_rate() -> PieceworkEntry:
    """Pieces nobody has priced."""
    return pieces_worth(7, date(2022, 7, 4))._replace(unit_rate_yuan=None)


def _single_lines() -> Iterator[tuple[str, Iterable[Line]]]:
    yield from _awards_and_profits()
    yield from _subsidies()
    yield from _labour()
    yield from _contracts()
    yield from _beginnings_loans_and_rent()
    yield from _manager_and_levels()
    yield from _farming()


def _awards_and_profits() -> Iterator[tuple[str, Iterable[Line]]]:
    both = product(12_000), product(11_001, name="toy-b", excess=10, excess_yuan="30.00")
    yield "award: steps", award_lines(*both)
    yield (
        "award: pro rata of all",
        award_lines(*both, overfulfilment_award__mode="prorata", overfulfilment_award__amount_base="total"),
    )
    yield "award: capped", award_lines(*both, overfulfilment_award__cap="5000")
    yield "award: by value", award_lines(*both, overfulfilment_award__steps_over="order_by_value")
    yield (
        "award: by value, capped",
        award_lines(*both, overfulfilment_award__steps_over="order_by_value", overfulfilment_award__cap="5000"),
    )
    yield (
        "award: by value, no step",
        award_lines(product(10_999), overfulfilment_award__steps_over="order_by_value"),
    )
    yield "award: borne by the collective", award_lines(*both, overfulfilment_award__payer="collective")
    yield "award: no step", award_lines(product(10_999))
    yield "award: incomplete", award_lines(product(9_999), product(12_000, name="toy-b"))
    yield (
        "award: one incomplete",
        award_lines(product(9_999), product(12_000, name="toy-b"), overfulfilment_award__gate="per_product"),
    )
    yield "award: no order", award_lines(product(5, fixed=0))
    yield "award: not configured", award_lines(*both, overfulfilment_award__award_percent="unset")
    yield "award: not in force", award_lines(*both, month=Month(2021, 12))
    shares = {"V-01": "10", "V-02": "5"}
    yield "profit: split", split_lines("7500000.01", shares)
    yield "profit: relief apart", split_lines("1000.05", shares, profit_split__relief_share="30")
    yield "profit: largest remainder", split_lines("0.07", shares, profit_split__residue="largest_remainder")
    yield "profit: no shares", split_lines("100.00", {})
    yield "profit: a loss to make up", split_lines("100.00", shares, loss="100.00")
    yield "profit: what is left of it", split_lines("100.00", shares, loss="99.00")
    yield (
        "profit: losses not carried",
        split_lines("100.00", shares, loss="99.00", profit_split__losses_carried_forward="false"),
    )
    yield "profit: of another period", split_lines("100.00", shares, profit_split__period="monthly")


def _subsidies() -> Iterator[tuple[str, Iterable[Line]]]:
    yield "certificate: paid", subsidy("senior", certificate_subsidy__payer="company")
    yield "certificate: drawn", subsidy("senior", ("sewing", "senior"))
    yield "certificate: unknown", subsidy("wizard")
    yield "certificate: not configured", subsidy(certificate_subsidy__amounts="unset")
    yield "supplement: reported", supplement(Month(2016, 4), probation_supplement__enabled="false")
    yield "supplement: paid", supplement(Month(2016, 4))
    yield "supplement: outside", supplement(Month(2016, 6))
    yield "supplement: no training", supplement(Month(2016, 4), date(2016, 5, 1))
    yield "supplement: not configured", supplement(Month(2016, 4), probation_supplement__amount="unset")
    yield "grant: paid", grant()
    yield "grant: drawn", grant(drawn_on=date(2015, 1, 1))
    yield "grant: not approved", grant(None)
    yield "grant: not configured", grant(startup_grant__amount="unset")
    yield (
        "support: of a township",
        supported(
            premises("F-1"),
            premises("F-2", approved_on=None),
            premises("F-3", closed_on=date(2016, 12, 1)),
            premises("F-4", earlier_payments=(date(2015, 12, 1), date(2016, 2, 1))),
            premises("P-1", "processing_point"),
            premises("F-5"),
            budget="50000.00",
        ),
    )
    yield "support: not configured", supported(premises("F-1"), township_support__amount="unset")
    yield "course: drawn by one", course("skills", ("W-2", "W-1"), {"W-1": "rain_and_dew"})
    yield "course: unknown", course("magic", ("W-1",))
    yield "course: nobody", course("skills", ())
    yield "course: not configured", course("skills", ("W-1",), training_subsidy__amounts="unset")


def _labour() -> Iterator[tuple[str, Iterable[Line]]]:
    yield "organiser: paid", organised()
    yield "organiser: inside", organised(replace(PLACED, side=Side.INSIDE))
    yield "organiser: not eligible", organised(categories=())
    yield "organiser: left", organised(replace(PLACED, last_day=date(2019, 6, 29)))
    yield "organiser: not yet", organised(as_of=date(2019, 6, 29))
    returned = replace(PLACED, placement="P-2", start=date(2019, 7, 2))
    yield "organiser: away", organised(replace(PLACED, last_day=date(2019, 6, 28)), returned, as_of=date(2019, 7, 1))
    yield "organiser: drawn", organised(drawn={2019: "O-9"})
    yield "organiser: unknown", organised(replace(PLACED, organiser=""))
    yield "organiser: contested", organised(contested=True)
    yield "organiser: leader without agreement", organised(replace(PLACED, organiser="", leader="L-1"))
    yield "organiser: no evidence", organised(evidence=())
    yield "organiser: no budget", organised(organiser_subsidy__budget="none")
    yield "household: reached", household_award(*FOUR)
    yield "household: below", household_award(*members("19999.99", "0.00", "0.00", "0.00"))
    yield "household: not yet", household_award(*FOUR, as_of=date(2019, 12, 30))
    yield "household: not eligible", household_award(*FOUR, categories=())
    yield "household: nobody", household_award()
    yield "household: drawn", household_award(*FOUR, awarded=(Awarded("H-0", 2018),))
    yield "household: open incomes", household_award(*FOUR, open_incomes=("W-1/2019-12",))
    yield "leader: tiers", leader_award_lines(*people(30))
    yield "leader: linear", leader_award_lines(*people(65), leader_award__scale="linear")
    yield "leader: too few", leader_award_lines(*people(29))
    yield "leader: not yet", leader_award_lines(*people(30), as_of=date(2019, 12, 30))
    yield "leader: drawn", leader_award_lines(*people(30), drawn_years=(2019,))
    yield "leader: not assessed", leader_award_lines(*people(30), leader_award__scale="assessed")
    yield "leader: out of bounds", leader_award_lines(*people(30), assessed="1.00", leader_award__scale="assessed")


def _contracts() -> Iterator[tuple[str, Iterable[Line]]]:
    yield "contract: served", contract_awards()
    yield "contract: signed", contract_awards(**SIGNED)
    yield "contract: too short", contract_awards(replace(CONTRACT, ends_on=date(2018, 9, 29)))
    yield "contract: not poor", contract_awards(replace(CONTRACT, household_categories=frozenset()))
    yield "contract: not accredited", contract_awards(replace(CONTRACT, accredited=False))
    yield "contract: not yet", contract_awards(replace(CONTRACT, as_of=date(2018, 9, 29)))
    yield "contract: left early", contract_awards(replace(CONTRACT, last_day=date(2018, 6, 30)))
    drawn = frozenset({"W-1"})
    yield "contract: drawn", contract_awards(replace(CONTRACT, employer_drawn_for=drawn, household_drawn_for=drawn))
    yield "contract: no household", contract_awards(replace(CONTRACT, household=""))
    yield "contract: no budget", contract_awards(contract_award__budget="none")


def _beginnings_loans_and_rent() -> Iterator[tuple[str, Iterable[Line]]]:
    yield "job seeking: once", job_seeking()
    yield "job seeking: not poor", job_seeking(())
    yield "job seeking: drawn", job_seeking(drawn_on=date(2019, 1, 2))
    yield "self-employment: once", self_employment()
    yield "self-employment: not configured", self_employment(self_employment_subsidy__amount="unset")
    yield "loan: subsidised", interest()
    yield "loan: not guaranteed", interest(replace(PERIOD, guaranteed=False))
    yield "loan: nothing owed", interest(replace(PERIOD, principals=(replace(LENT, owed_yuan=Decimal("0.00")),)))
    yield "loan: no budget", interest(loan_interest__budget="none")
    yield "rent: waived", waiver("2019-02-28", "2019-03-30")
    yield "rent: ended", waiver("2019-03-01", "2019-03-31")
    yield "rent: unknown", waiver(rent=None)
    yield "rent: not configured", waiver(rent_waiver__waived_share="unset")


def _manager_and_levels() -> Iterator[tuple[str, Iterable[Line]]]:
    yield "manager: on target", pay_lines("10000.00")
    yield "manager: outstanding", pay_lines("12000.00", manager_pay__payer="company")
    yield "manager: poor", pay_lines("7999.99")
    yield "manager: loss", pay_lines("-5.00")
    yield "manager: no target", pay_lines("100.00", None)
    yield "manager: above target", pay_lines("11000.00", manager_pay__commission_on="above_target")
    yield "manager: not configured", pay_lines("11000.00", manager_pay__base="unset")
    yield (
        "manager: results not configured",
        pay_lines("11000.00", manager_pay__reward="unset", manager_pay__poor_percent="unset"),
    )
    yield "staff: ordinary", staff_lines(85)
    yield "staff: outstanding", staff_lines(90, management_staff_pay__payer="company")
    yield "staff: poor", staff_lines(59)
    yield "staff: by benefit", staff_lines(85, "5000.00", **BY_BENEFIT)
    yield "staff: no target", staff_lines(85, "5000.00", None, **BY_BENEFIT)
    yield "staff: not scored", staff_lines(None)
    yield "staff: not configured", staff_lines(85, management_staff_pay__target_wage="unset")
    yield "levels: margins", lines_of(card("3.00", "2.40", "2.10", "1.85"))
    yield "levels: no margin", lines_of(card("3.00", "2.40", "2.40", "1.855"), 3)
    yield "levels: above the upper", lines_of(card("3.00", "3.01", "2.10", "2.11"))
    yield "levels: missing", lines_of(card("3.00", "2.40", "2.10"))
    yield "levels: nothing accepted", lines_of(card("3.00", "2.40", "2.10", "1.85"), 0)
    yield "levels: before the card", lines_of(card("3.00", "2.40", "2.10", "1.85"), day=date(2015, 12, 31))


def _farming() -> Iterator[tuple[str, Iterable[Line]]]:
    yield "farming: above wholesale", bought(BY_AREA, contract_farming_price__payer="collective")
    yield "farming: protected", bought(PROTECTED)
    yield "farming: protected on wholesale", bought(PROTECTED, contract_farming_price__floor="on_wholesale")
    by_weight = replace(BY_AREA, plots=frozenset(), agreed_kilograms=Decimal(600), bought_before_kilograms=Decimal(100))
    yield "farming: beyond what is agreed", bought(by_weight)
    yield "farming: nothing left of what is agreed", bought(replace(by_weight, bought_before_kilograms=Decimal(601)))
    yield "farming: nothing qualifies", bought(replace(BY_AREA, qualifying_kilograms=Decimal(0)))
    yield "farming: another plot", bought(replace(BY_AREA, plot="P-9"))
    yield "farming: no quote", bought(replace(BY_AREA, quotes=quoted((21, "1.30"))))
    yield "farming: quotes differ", bought(replace(BY_AREA, quotes=quoted((20, "1.30"), (20, "1.31"))))
    yield "farming: not configured", bought(BY_AREA, contract_farming_price__premium="unset")


def as_text(told: Mapping[str, list[dict[str, Any]]]) -> str:
    """The file's text, an answer a line."""
    cases = []
    for case, lines in sorted(told.items()):
        answers = ",\n  ".join(json.dumps(line, ensure_ascii=False) for line in lines)
        cases.append(f" {json.dumps(case)}: [\n  {answers}\n ]")
    return "{\n" + ",\n".join(cases) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(every_line()), "utf-8")
