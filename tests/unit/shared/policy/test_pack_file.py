"""Reading a pack: what is accepted, and how an error names the file and the place."""

import re
from datetime import date
from pathlib import Path

import pytest

from cli.calculator.all_rules import ALL_RULES
from shared.policy import PackLibrary, PolicyError, load_pack, load_pack_from
from shared.rules.pack_check import check_whole_pack
from tests.unit.shared.policy.small_pack import AMOUNT, SMALL_PACK, write

FINGERPRINT = "9092816e442d03d4350f56fa5148cdba89328f52982eee8aa06a0e94f58d63bf"
AMOUNT_NAME = "parameters.full_attendance_award.amount"
AMOUNTS = f"{AMOUNT_NAME}.values"


def refusal(folder: Path, was: str, becomes: str) -> str:
    assert was in SMALL_PACK
    file = write(folder, SMALL_PACK.replace(was, becomes, 1))
    with pytest.raises(PolicyError) as error:
        load_pack_from(file)
    assert str(error.value).startswith(f"{file}: ")
    return str(error.value).removeprefix(f"{file}: ")


def test_a_sound_pack_loads(tmp_path: Path) -> None:
    assert load_pack_from(write(tmp_path, SMALL_PACK)).name == "small"


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        (AMOUNT, AMOUNT.replace("2022-01-01", "2022-01-15"), f"{AMOUNTS}.0.from: 2022-01-15 is inside a month"),
        (AMOUNT, AMOUNT.replace("2022-01-01", "2022-02-30"), f"{AMOUNTS}.0.from: '2022-02-30' is not a date"),
        (AMOUNT, AMOUNT.replace("2022-01-01", "2022-02-01"), f"{AMOUNTS}.0.from: no value between 2022-01-01"),
        (AMOUNT, AMOUNT.replace('"500"', "500"), f"{AMOUNTS}.0.value: "),
        (AMOUNT, AMOUNT.replace("500", "five"), f"{AMOUNTS}.0.value: 'five' is not accepted"),
        (AMOUNT, AMOUNT.replace("500", "1e3"), f"{AMOUNTS}.0.value: '1e3' is not accepted"),
        (AMOUNT, AMOUNT.replace("500", "-500"), f"{AMOUNTS}.0.value: '-500' is not accepted"),
        (AMOUNT, AMOUNT.replace("stated", 'stated, until: "2022-02-30"'), f"{AMOUNTS}.0.until: '2022-02-30' is not a"),
        (AMOUNT, AMOUNT.replace("stated", "guessed"), f"{AMOUNTS}.0.status: "),
        (AMOUNT, AMOUNT.replace("stated", "chosen"), f"{AMOUNTS}.0.why: missing"),
        (AMOUNT, AMOUNT.replace("source: awards", "source: rumour"), f"{AMOUNTS}.0.source: there is no clause"),
        (AMOUNT, AMOUNT.replace(", source: awards", ""), f"{AMOUNTS}.0.source: missing"),
        (AMOUNT, AMOUNT.replace('from: "2022-01-01", ', ""), f"{AMOUNTS}.0.from: missing"),
        (
            AMOUNT,
            AMOUNT.replace("stated", 'stated, until: "2022-12-31"'),
            f"{AMOUNTS}.0.until: no value after 2022-12-31; "
            "drop it, or add a value from the next day on (unset ends an amount)",
        ),
        (f"[{AMOUNT}]", "[]", "parameters.full_attendance_award.amount.values: "),
        ("    unit: yuan\n", "    unit: yuan\n    minimum: few\n", f"{AMOUNT_NAME}.minimum: 'few' is not accepted"),
        ("    unit: yuan\n", "    unit: yuan\n    maximum: many\n", f"{AMOUNT_NAME}.maximum: 'many' is not accepted"),
        ("    unit: yuan\n", "    unit: yuan\n    total: all\n", f"{AMOUNT_NAME}.total: 'all' is not accepted"),
        (
            "    unit: yuan\n",
            '    unit: yuan\n    minimum: "1"\n    maximum: "499"\n',
            f"{AMOUNTS}.0.value: '500' is not accepted; write a number such as 500.00 (at least 1, at most 499)",
        ),
        (
            "pack: small",
            'pack: small\nfrom: "2022-02-30"',
            "from: '2022-02-30' is not a date; write it like 2022-01-01",
        ),
        ("    unit: yuan\n", "", "parameters.full_attendance_award.amount.unit: missing"),
        ("value: company,", "value: nobody,", "parameters.full_attendance_award.payer.values.0.value: 'nobody'"),
        ("value: company,", "value: null,", "parameters.full_attendance_award.payer.values.0.value: a choice cannot"),
        (
            "    alternatives: [company, collective]\n",
            "",
            "parameters.full_attendance_award.payer.alternatives: missing",
        ),
        ("full_attendance_award.payer", "other_award.payer", "parameters.full_attendance_award.payer: missing"),
        ("scheme.effective_from", "scheme.begins", "parameters.scheme.effective_from: missing"),
        ("full_attendance_award: awards", "full_attendance_award: rumour", "rules.full_attendance_award: there is no"),
        ("document: report", "document: rumour", "clauses.awards.document: there is no document"),
        ("documents:", "colour: red\ndocuments:", "colour: not known here"),
        ("pack: small", "pack: small\npack: large", "line 3: 'pack' is given twice"),
        ("pack: small", "pack: [", "is not valid YAML"),
    ],
)
def test_an_error_names_the_file_and_the_place(tmp_path: Path, was: str, becomes: str, place: str) -> None:
    assert place in refusal(tmp_path, was, becomes)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("2022-01-01", "2022-01-01", "values.1.from: 2022-01-01 overlaps the value before it"),
        ("2022-06-01", "2022-01-01", "values.1.from: 2022-01-01 overlaps"),
        ('2022-01-01", until: "2022-06-30', "2022-06-01", "values.1.from: 2022-06-01 overlaps"),
        ('2022-01-01", until: "2022-05-31', "2022-07-01", "values.1.from: no value between 2022-05-31 and 2022-07-01"),
    ],
)
def test_overlapping_and_missing_dates_are_refused(tmp_path: Path, first: str, second: str, reason: str) -> None:
    two = f"{AMOUNT.replace('2022-01-01', first)}, {AMOUNT.replace('2022-01-01', second)}"
    assert reason in refusal(tmp_path, AMOUNT, two)


def test_values_that_follow_each_other_are_accepted(tmp_path: Path) -> None:
    earlier = AMOUNT.replace('2022-01-01"', '2022-01-01", until: "2022-06-30"')
    later = AMOUNT.replace("2022-01-01", "2022-07-01")
    load_pack_from(write(tmp_path, SMALL_PACK.replace(AMOUNT, f"{earlier}, {later}")))


def test_a_daily_parameter_may_start_inside_a_month(tmp_path: Path) -> None:
    daily = AMOUNT.replace("2022-01-01", "2022-07-15")
    text = SMALL_PACK.replace("    unit: yuan\n", "    unit: yuan\n    applies: day\n", 1)
    load_pack_from(write(tmp_path, text.replace(AMOUNT, f"{AMOUNT}, {daily}")))


def test_an_amount_may_be_left_unset(tmp_path: Path) -> None:
    pack = load_pack_from(write(tmp_path, SMALL_PACK.replace('"500"', "null")))
    assert pack.parameters["full_attendance_award.amount"].values[0].value is None


def test_a_file_that_is_absent_or_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"absent\.yaml: cannot be read"):
        load_pack_from(tmp_path / "absent.yaml")
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"pack: \xff")
    with pytest.raises(PolicyError, match=r"latin\.yaml: is not UTF-8"):
        load_pack_from(file)


def test_an_unknown_pack_is_refused_with_the_available_ones() -> None:
    with pytest.raises(PolicyError, match=r"no pack 'atlantis'; available: .*songtao"):
        load_pack("atlantis")
    with pytest.raises(PolicyError, match="no pack"):
        load_pack("../packs/songtao")


def test_a_check_names_what_the_rules_miss_and_what_no_rule_reads(tmp_path: Path) -> None:
    text = SMALL_PACK.replace("  full_attendance_award.amount:", "  full_attendance_award.amuont:")
    problems = check_whole_pack(load_pack_from(write(tmp_path, text)), ALL_RULES)
    assert "parameters.full_attendance_award.amount: missing; a rule of the pack reads it" in problems
    assert (
        "parameters.full_attendance_award.amuont: no rule of the pack reads it; remove it or correct its name"
        in problems
    )


def test_a_check_refuses_a_reading_no_rule_implements_and_a_wrong_kind(tmp_path: Path) -> None:
    text = SMALL_PACK.replace("[company, collective]", "[company, emperor]").replace("kind: decimal", "kind: integer")
    problems = check_whole_pack(load_pack_from(write(tmp_path, text)), ALL_RULES)
    assert any(
        problem.startswith("parameters.full_attendance_award.payer.alternatives: emperor") for problem in problems
    )
    assert any(problem.startswith("parameters.full_attendance_award.amount.kind: integer") for problem in problems)


def test_a_check_refuses_a_rule_no_service_knows(tmp_path: Path) -> None:
    text = SMALL_PACK.replace("full_attendance_award", "moon_bonus")
    assert "rules.moon_bonus: there is no such rule" in check_whole_pack(
        load_pack_from(write(tmp_path, text)), ALL_RULES
    )


def test_the_fingerprint_of_a_pack_stays_and_does_not_ask_how_its_entries_are_ordered(tmp_path: Path) -> None:
    pack = load_pack_from(write(tmp_path, SMALL_PACK))
    assert pack.fingerprint == FINGERPRINT
    head, parameters = SMALL_PACK.split("parameters:\n")
    first, second, third = re.split(r"(?m)^(?=  \S)", parameters)[1:]
    assert load_pack_from(write(tmp_path, f"{head}parameters:\n{third}{second}{first}")).fingerprint == FINGERPRINT
    assert load_pack_from(write(tmp_path, SMALL_PACK.replace('"500"', '"501"'))).fingerprint != FINGERPRINT


def test_a_parameter_is_shown_with_all_that_explains_it(tmp_path: Path) -> None:
    chosen = "value: company, status: chosen, why: {zh: 未载明, en: not said}"
    pack = load_pack_from(write(tmp_path, SMALL_PACK.replace("value: company, status: stated", chosen)))
    policy = pack.rules_on(date(2022, 7, 31))
    source = {"document": "A report", "paragraph": "1", "restated": {"zh": "满勤奖", "en": "an award"}}
    assert policy.parameter("full_attendance_award.amount").as_json() == {
        "name": "full_attendance_award.amount",
        "value": "500",
        "unit": "yuan",
        "since": "2022-01-01",
        "scope": "county",
        "status": "stated",
        "source": source,
    }
    payer = policy.parameter("full_attendance_award.payer").as_json()
    assert payer == {
        "name": "full_attendance_award.payer",
        "value": "company",
        "unit": "payer",
        "since": "2022-01-01",
        "scope": "county",
        "status": "chosen",
        "source": source,
        "why": {"zh": "未载明", "en": "not said"},
        "alternatives": ["company", "collective"],
    }
    assert pack.history("full_attendance_award.payer").name == "full_attendance_award.payer"
    assert pack.history("full_attendance_award.payer").daily is False
    overridden = pack.rules_on(date(2022, 7, 31), {"full_attendance_award.payer": "collective"})
    assert overridden.parameter("full_attendance_award.payer").as_json() == {
        **{name: value for name, value in payer.items() if name != "why"},
        "value": "collective",
        "since": None,
        "scope": None,
        "status": "overridden",
    }


def test_a_rule_the_pack_does_not_have_is_named(tmp_path: Path) -> None:
    policy = load_pack_from(write(tmp_path, SMALL_PACK)).rules_on(date(2022, 7, 31))
    with pytest.raises(PolicyError, match=r"^pack 'small' has no rule 'town_prize'$"):
        policy.clause("town_prize")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(PolicyError, match=r"folder\.yaml: cannot be read: Is a directory$"):
        PackLibrary([tmp_path])


def test_who_asks_for_an_unknown_pack_is_told_the_known_ones() -> None:
    with pytest.raises(PolicyError) as refused:
        load_pack("nowhere")
    assert str(refused.value) == ("there is no pack 'nowhere'; available: pingli, pubei, sandu, shengzhou, songtao")


def test_a_value_of_days_may_hold_for_a_single_one(tmp_path: Path) -> None:
    one_day = AMOUNT.replace("stated", 'stated, until: "2022-01-01"')
    after = AMOUNT.replace('"2022-01-01"', '"2022-01-02"').replace('"500"', '"600"')
    text = SMALL_PACK.replace(AMOUNT, f"{one_day}, {after}").replace(
        "    unit: yuan\n", "    unit: yuan\n    applies: day\n"
    )
    pack = load_pack_from(write(tmp_path, text))
    name = "full_attendance_award.amount"
    assert [pack.rules_on(date(2022, 1, day)).decimal(name) for day in (1, 2)] == [500, 600]
