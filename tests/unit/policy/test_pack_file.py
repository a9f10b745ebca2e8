"""Reading a pack: what is accepted, and how an error names the file and the place."""

from pathlib import Path

import pytest

from services.payroll.domain.pack_check import check_pack
from shared.policy import PolicyError, load_pack, load_pack_file
from tests.unit.policy.small_pack import AMOUNT, SMALL_PACK, write

AMOUNTS = "parameters.full_attendance_award.amount.values"


def refusal(folder: Path, was: str, becomes: str) -> str:
    assert was in SMALL_PACK
    file = write(folder, SMALL_PACK.replace(was, becomes, 1))
    with pytest.raises(PolicyError) as error:
        load_pack_file(file)
    assert str(error.value).startswith(f"{file}: ")
    return str(error.value).removeprefix(f"{file}: ")


def test_a_sound_pack_loads(tmp_path: Path) -> None:
    assert load_pack_file(write(tmp_path, SMALL_PACK)).name == "small"


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
        (AMOUNT, AMOUNT.replace("stated", "guessed"), f"{AMOUNTS}.0.status: "),
        (AMOUNT, AMOUNT.replace("stated", "chosen"), f"{AMOUNTS}.0.why: missing"),
        (AMOUNT, AMOUNT.replace("source: awards", "source: rumour"), f"{AMOUNTS}.0.source: there is no clause"),
        (AMOUNT, AMOUNT.replace(", source: awards", ""), f"{AMOUNTS}.0.source: missing"),
        (AMOUNT, AMOUNT.replace('from: "2022-01-01", ', ""), f"{AMOUNTS}.0.from: missing"),
        (AMOUNT, AMOUNT.replace("stated", 'stated, until: "2022-12-31"'), f"{AMOUNTS}.0.until: no value after"),
        (f"[{AMOUNT}]", "[]", "parameters.full_attendance_award.amount.values: "),
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
        ("2022-01-01", "2022-01-01", "values.1.from: 2022-01-01 overlaps"),
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
    load_pack_file(write(tmp_path, SMALL_PACK.replace(AMOUNT, f"{earlier}, {later}")))


def test_a_daily_parameter_may_start_inside_a_month(tmp_path: Path) -> None:
    daily = AMOUNT.replace("2022-01-01", "2022-07-15")
    text = SMALL_PACK.replace("    unit: yuan\n", "    unit: yuan\n    applies: day\n", 1)
    load_pack_file(write(tmp_path, text.replace(AMOUNT, f"{AMOUNT}, {daily}")))


def test_an_amount_may_be_left_unset(tmp_path: Path) -> None:
    pack = load_pack_file(write(tmp_path, SMALL_PACK.replace('"500"', "null")))
    assert pack.parameters["full_attendance_award.amount"].values[0].value is None


def test_a_file_that_is_absent_or_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"absent\.yaml: cannot be read"):
        load_pack_file(tmp_path / "absent.yaml")
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"pack: \xff")
    with pytest.raises(PolicyError, match=r"latin\.yaml: is not UTF-8"):
        load_pack_file(file)


def test_an_unknown_pack_is_refused_with_the_available_ones() -> None:
    with pytest.raises(PolicyError, match=r"no pack 'atlantis'; available: .*songtao"):
        load_pack("atlantis")
    with pytest.raises(PolicyError, match="no pack"):
        load_pack("../packs/songtao")


def test_a_check_names_what_the_rules_miss_and_what_no_rule_reads(tmp_path: Path) -> None:
    text = SMALL_PACK.replace("  full_attendance_award.amount:", "  full_attendance_award.amuont:")
    problems = check_pack(load_pack_file(write(tmp_path, text)))
    assert "parameters.full_attendance_award.amount: missing; a rule of the pack reads it" in problems
    assert (
        "parameters.full_attendance_award.amuont: no rule of the pack reads it; remove it or correct its name"
        in problems
    )


def test_a_check_refuses_a_reading_no_rule_implements_and_a_wrong_kind(tmp_path: Path) -> None:
    text = SMALL_PACK.replace("[company, collective]", "[company, emperor]").replace("kind: decimal", "kind: integer")
    problems = check_pack(load_pack_file(write(tmp_path, text)))
    assert any(
        problem.startswith("parameters.full_attendance_award.payer.alternatives: emperor") for problem in problems
    )
    assert any(problem.startswith("parameters.full_attendance_award.amount.kind: integer") for problem in problems)


def test_a_check_refuses_a_rule_payroll_does_not_know(tmp_path: Path) -> None:
    text = SMALL_PACK.replace("full_attendance_award", "moon_bonus")
    assert "rules.moon_bonus: payroll knows no such rule" in check_pack(load_pack_file(write(tmp_path, text)))
