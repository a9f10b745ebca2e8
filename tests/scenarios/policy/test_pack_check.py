"""What keeps a pack from being used: each guard is shown a pack of a county spoilt in one place."""

from importlib import import_module
from pathlib import Path

import pytest

from cli.calculator.all_rules import ALL_RULES
from services.orders.domain.rule_book import RULE_BOOK as ORDERS_RULES
from services.payroll.domain.rule_book import RULE_BOOK as PAYROLL_RULES
from services.placement.domain.rule_book import RULE_BOOK as PLACEMENT_RULES
from shared.policy import Kind, PolicyError, available_packs, load_pack, load_pack_from
from shared.rules.pack_check import RuleBook, check_pack, check_whole_pack, gather_wanted, refuse_unsound
from shared.rules.wanted import Wanted, choice
from tests.support.packs import changed_pack


def problems(folder: Path, county: str, was: str, becomes: str) -> list[str]:
    return check_whole_pack(load_pack_from(changed_pack(folder, county, (was, becomes))), ALL_RULES)


@pytest.mark.parametrize(
    ("county", "was", "becomes", "problem"),
    [
        (
            "songtao",
            '    total: "100"\n',
            "",
            'parameters.profit_split.pots.total: must be "100", so that the parts make up the whole',
        ),
        (
            "songtao",
            '    minimum: "0.01"\n',
            "",
            "parameters.overfulfilment_award.step_percent.minimum: must be above 0, because it divides",
        ),
        (
            "songtao",
            '["0", "3", "12", "36"]\n    values:\n      - {from: "2022-01-01", value: "0=0, 3=1, 12=2, 36=6"',
            '[none, "3", "12", "36"]\n    values:\n      - {from: "2022-01-01", value: "none=0, 3=1, 12=2, 36=6"',
            "parameters.guaranteed_floor.lawful_probation.alternatives: must be whole numbers",
        ),
        (
            "shengzhou",
            "alternatives: [on_total, on_wholesale]",
            "alternatives: [on_total, on_sunday]",
            "parameters.contract_farming_price.floor.alternatives: on_sunday unknown; there are on_total, on_wholesale",
        ),
        (
            "pingli",
            "alternatives: [township, county]",
            "alternatives: [township, emperor]",
            "parameters.township_support.payer.alternatives: emperor unknown; there are township, county",
        ),
        (
            "pingli",
            "alternatives: [township, county]",
            "alternatives: [township, emperor, god]",
            "parameters.township_support.payer.alternatives: emperor, god unknown; there are township, county",
        ),
        (
            "sandu",
            "awards_budget.amount:",
            "awards_pot.amount:",
            "parameters.awards_pot.amount: no rule of the pack reads it; remove it or correct its name",
        ),
        (
            "sandu",
            "  awards_budget.amount:\n    kind: decimal",
            "  awards_budget.amount:\n    kind: integer",
            "parameters.awards_budget.amount.kind: integer is given, decimal is wanted",
        ),
        (
            "sandu",
            "  leader_award.budget:\n    kind: choice\n    unit: the budget it is paid from\n    alternatives: [none",
            "  leader_award.budget:\n    kind: choice\n    unit: the budget\n    alternatives: [none, awards_pot",
            "parameters.leader_award.budget.alternatives: awards_pot is no budget of the pack; add awards_pot.amount",
        ),
        (
            "sandu",
            "  liaison_officers.least_people:",
            "  liaison_officers.fewest_people:",
            "parameters.liaison_officers.least_people: missing; who gives one of liaison_officers gives all",
        ),
        (
            "sandu",
            "  liaison_officers.least_people:",
            "  liaison_officers.fewest_people:",
            "parameters.liaison_officers.fewest_people: no rule of the pack reads it; remove it or correct its name",
        ),
        (
            "pubei",
            "recovery.floor:",
            "recovery.ceiling:",
            "parameters.recovery.floor: missing; every pack must give it",
        ),
        (
            "pubei",
            "wages.due_days:",
            "wages.due_weeks:",
            "parameters.wages.due_days: missing; every pack must give it",
        ),
        (
            "songtao",
            "payments.account_waiting_days:",
            "payments.account_days:",
            "parameters.payments.account_waiting_days: missing; every pack must give it",
        ),
        (
            "songtao",
            '    maximum: "31"\n    values:\n      - from: "2022-01-01"\n        value: "3"',
            '    values:\n      - from: "2022-01-01"\n        value: "999999"',
            'parameters.payments.account_waiting_days.maximum: must be at most "31"',
        ),
        (
            "songtao",
            "workers.maximum_age_years:",
            "workers.oldest_years:",
            "parameters.workers.maximum_age_years: missing; every pack must give it",
        ),
        (
            "songtao",
            '    minimum: "16"\n    maximum: "120"',
            '    minimum: "15"\n    maximum: "120"',
            'parameters.workers.maximum_age_years.minimum: must be at least "16"',
        ),
        (
            "songtao",
            '    minimum: "16"\n    maximum: "120"',
            '    minimum: "17"\n    maximum: "121"',
            'parameters.workers.maximum_age_years.maximum: must be at most "120"',
        ),
    ],
)
def test_a_pack_spoilt_in_one_place_is_refused_by_that_place(
    tmp_path: Path, county: str, was: str, becomes: str, problem: str
) -> None:
    assert problem in problems(tmp_path, county, was, becomes)


@pytest.mark.parametrize(
    ("parameter", "value", "accepted"),
    [
        ("payments.account_waiting_days", "0", True),
        ("payments.account_waiting_days", "31", True),
        ("payments.account_waiting_days", "32", False),
        ("payments.account_waiting_days", "-1", False),
        ("payments.account_waiting_days", "2.5", False),
        ("workers.maximum_age_years", "16", True),
        ("workers.maximum_age_years", "120", True),
        ("workers.maximum_age_years", "15", False),
        ("workers.maximum_age_years", "121", False),
    ],
)
def test_days_of_waiting_and_the_age_to_look_at_stay_within_their_bounds(
    parameter: str, value: str, accepted: bool
) -> None:
    for name in available_packs():
        pack = load_pack(name)
        day = pack.parameters["scheme.effective_from"].values[0].since
        if accepted:
            assert pack.rules_on(day, {parameter: value}).integer(parameter) == int(value)
        else:
            with pytest.raises(PolicyError, match="is not accepted; write a whole number"):
                pack.rules_on(day, {parameter: value})


@pytest.mark.parametrize("county", available_packs())
def test_a_rule_that_does_not_say_who_bears_it_is_refused(tmp_path: Path, county: str) -> None:
    for rule in load_pack(county).rules:
        spoilt = changed_pack(tmp_path, county, (f"  {rule}.payer:", f"  {rule}.pays:"), name=rule)
        with pytest.raises(PolicyError, match=rf"parameters\.{rule}\.payer: missing; every rule must say who bears"):
            load_pack_from(spoilt)


def test_every_rule_wants_its_payer_by_readings_it_knows() -> None:
    for rule, wanted in ALL_RULES.by_rule.items():
        assert len(wanted[f"{rule}.payer"].known) > 1, rule


def test_what_every_pack_must_give_is_recovery_and_the_pay_day_too() -> None:
    assert {"recovery.cap_percent", "recovery.floor", "wages.due_days"} < set(PAYROLL_RULES.of_every_pack)


def test_recovery_is_limited_as_the_law_limits_deductions_and_never_below_a_schemes_floor() -> None:
    for name in available_packs():
        pack = load_pack(name)
        policy = pack.rules_on(pack.parameters["scheme.effective_from"].values[0].since)
        assert policy.decimal("recovery.cap_percent") == 20
        assert policy.integer("wages.due_days") == 15
        assert policy.optional_decimal("recovery.floor") == (2000 if name == "songtao" else None)


BOOKS = {"orders": ORDERS_RULES, "payroll": PAYROLL_RULES, "placement": PLACEMENT_RULES}


@pytest.mark.parametrize("service", BOOKS)
def test_every_file_of_a_services_rules_says_what_its_rule_wants(service: str) -> None:
    rules = import_module(f"services.{service}.domain.rules")
    assert rules.__file__ is not None
    files = {file.stem for file in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert gather_wanted(rules) == BOOKS[service].by_rule
    assert set(BOOKS[service].by_rule) == files


def test_a_rule_belongs_to_one_service() -> None:
    assert sum(len(book.by_rule) for book in BOOKS.values()) == len(ALL_RULES.by_rule)


def test_a_service_leaves_alone_what_a_pack_holds_for_the_rules_of_others(tmp_path: Path) -> None:
    change = ("alternatives: [township, county]", "alternatives: [township, emperor]")
    pack = load_pack_from(changed_pack(tmp_path, "pingli", change))
    assert check_pack(pack, PAYROLL_RULES) == check_pack(pack, ORDERS_RULES) == []
    assert "emperor unknown" in " ".join(check_pack(pack, PLACEMENT_RULES))


def test_a_pack_nobody_can_compute_with_is_refused_by_who_reads_it(tmp_path: Path) -> None:
    pack = load_pack_from(changed_pack(tmp_path, "pubei", ("attendance.day_cut_hour:", "attendance.day_cut:")))
    refuse_unsound(pack, PAYROLL_RULES)
    with pytest.raises(PolicyError, match=r"pubei: parameters\.attendance\.day_cut_hour: missing; every pack"):
        refuse_unsound(pack, PLACEMENT_RULES)


def test_a_mistyped_rule_keeps_who_decides_it_from_starting_through_its_parameters(tmp_path: Path) -> None:
    mistyped = [(f"  guaranteed_floor{end}", f"  guaranteed_flor{end}") for end in (": floor", ".payer:")]
    pack = load_pack_from(changed_pack(tmp_path, "songtao", *mistyped))
    with pytest.raises(PolicyError, match=r"parameters\.guaranteed_floor\.[a-z_]+: no rule of the pack reads it"):
        refuse_unsound(pack, PAYROLL_RULES)
    refuse_unsound(pack, PLACEMENT_RULES)


def test_a_rule_nobody_decides_is_told_of_the_whole_pack_alone() -> None:
    pack = load_pack("songtao")
    without = RuleBook(ALL_RULES.of_every_pack, {name: {} for name in ALL_RULES.by_rule if name != "piecework"})
    assert "rules.piecework: there is no such rule" in check_whole_pack(pack, without)


def test_a_reading_is_one_of_those_the_rule_names() -> None:
    assert choice("collective", "company") == Wanted(Kind.CHOICE, ("collective", "company"))


def test_a_table_holds_exactly_the_parts_its_rule_divides_by(tmp_path: Path) -> None:
    pots = ALL_RULES.by_rule["profit_split"]["profit_split.pots"].known
    changes = (("care_fund=10", "care_purse=10"), ("[care_fund,", "[care_purse,"))
    problems = check_pack(load_pack_from(changed_pack(tmp_path, "songtao", *changes)), PAYROLL_RULES)
    assert f"parameters.profit_split.pots.alternatives: must be exactly {', '.join(pots)}" in problems
