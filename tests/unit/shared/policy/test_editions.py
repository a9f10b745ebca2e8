"""A pack replaced from a date on, packs of an own folder, and how the wrong ones are refused."""

from datetime import date
from pathlib import Path

import pytest

from shared.policy import PackLibrary, PolicyError, PolicyPack, Scope, load_pack, load_pack_from, packs_at_hand
from tests.unit.shared.policy.small_pack import AMOUNT as PACK_AMOUNT
from tests.unit.shared.policy.small_pack import SMALL_PACK

DECEMBER, JANUARY, NEXT_YEAR = date(2022, 12, 31), date(2023, 1, 1), date(2024, 1, 1)
AMOUNT = "full_attendance_award.amount"
OTHER_RULE = """
  town_prize: awards
parameters:
  town_prize.payer:
    kind: choice
    unit: payer
    alternatives: [company, collective]
    values: [{from: "2022-01-01", value: collective, status: stated, source: awards}]
"""


def edition(since: str | None = None, amount: str = "500", text: str = SMALL_PACK) -> str:
    """The small pack with another amount, as the edition from a date on."""
    begins = f'pack: small\nfrom: "{since}"' if since else "pack: small"
    return text.replace("pack: small", begins).replace('"500"', f'"{amount}"')


def library(folder: Path, **files: str) -> PackLibrary:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return PackLibrary([folder])


@pytest.fixture
def replaced(tmp_path: Path) -> PolicyPack:
    """500 yuan; from 2023 on a pack with 600 yuan and another rule; from 2024 on 700 yuan again without it."""
    second = edition("2023-01-01", "600").replace("\nparameters:\n", OTHER_RULE)
    third = edition("2024-01-01", "700")
    return library(tmp_path, b_third=third, a_second=second, c_first=edition()).load("small")


@pytest.mark.parametrize(
    ("day", "amount", "knows_the_prize"),
    [
        (date(2020, 1, 1), 500, False),
        (DECEMBER, 500, False),
        (JANUARY, 600, True),
        (date(2023, 12, 31), 600, True),
        (NEXT_YEAR, 700, False),
        (date(2030, 1, 1), 700, False),
    ],
)
def test_a_day_is_answered_from_the_edition_in_force_on_it(
    replaced: PolicyPack, day: date, amount: int, knows_the_prize: bool
) -> None:
    policy = replaced.rules_on(day)
    assert policy.decimal(AMOUNT) == amount
    assert policy.has_rule("town_prize") is knows_the_prize
    assert ("town_prize" in replaced.edition_on(day).rules) is knows_the_prize


def test_what_is_asked_without_a_day_is_answered_from_the_newest_edition(replaced: PolicyPack) -> None:
    assert [edition.since for edition in replaced.editions] == [None, JANUARY, NEXT_YEAR]
    assert replaced.history(AMOUNT).values[0].text == "700"
    assert list(replaced.rules) == ["full_attendance_award"]


def test_days_of_one_edition_share_one_view(replaced: PolicyPack) -> None:
    assert replaced.rules_on(date(2023, 2, 1)) is replaced.rules_on(date(2023, 11, 30))
    assert replaced.rules_on(DECEMBER) is not replaced.rules_on(JANUARY)


def test_an_override_reaches_every_edition(replaced: PolicyPack) -> None:
    assert [replaced.rules_on(day, {AMOUNT: "1"}).decimal(AMOUNT) for day in (DECEMBER, JANUARY)] == [1, 1]


def test_a_later_edition_needs_values_from_its_own_start_only(tmp_path: Path) -> None:
    late = edition("2023-01-01", "600").replace(
        '{from: "2022-01-01", value: "600"', '{from: "2023-01-01", value: "600"'
    )
    assert library(tmp_path, first=edition(), late=late).load("small").rules_on(JANUARY).decimal(AMOUNT) == 600
    later = late.replace('{from: "2023-01-01", value: "600"', '{from: "2023-02-01", value: "600"')
    with pytest.raises(PolicyError, match=r"late\.yaml: .*amount\.values\.0\.from: no value between 2023-01-01 and"):
        library(tmp_path, late=later).load("small")


def test_one_file_can_still_be_loaded_alone(tmp_path: Path) -> None:
    file = tmp_path / "next.yaml"
    file.write_text(edition("2023-01-01", "600"), encoding="utf-8")
    pack = load_pack_from(file)
    assert pack.since == JANUARY
    assert pack.editions == (pack,)
    assert pack.rules_on(NEXT_YEAR).decimal(AMOUNT) == 600


def test_an_edition_begins_on_the_first_of_a_month(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"next\.yaml: from: 2023-01-15 is inside a month"):
        library(tmp_path, first=edition(), next=edition("2023-01-15")).load("small")
    with pytest.raises(PolicyError, match=r"next\.yaml: from: not a date"):
        library(tmp_path, next=edition("2023-13-01")).load("small")


def test_two_editions_of_one_date_are_refused_naming_both_files(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"one\.yaml and \S*two\.yaml are both pack 'small' from 2023-01-01"):
        library(tmp_path, first=edition(), one=edition("2023-01-01"), two=edition("2023-01-01")).load("small")


def test_two_editions_without_a_date_are_refused_naming_both_files(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"one\.yaml and \S*two\.yaml are both pack 'small' without `from`"):
        library(tmp_path, one=edition(), two=edition()).load("small")


def test_editions_without_a_first_one_are_refused_naming_the_files(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"no edition before 2023-01-01.*one\.yaml, \S*two\.yaml"):
        library(tmp_path, one=edition("2023-01-01"), two=edition("2024-01-01")).load("small")


def test_a_pack_with_the_same_content_has_the_same_fingerprint(tmp_path: Path) -> None:
    before = library(tmp_path, first=edition()).load("small").fingerprint
    commented = edition().replace("title:", "# a comment\ntitle:").replace("unit: yuan\n", 'unit: "yuan"\n')
    assert library(tmp_path, first=commented).load("small").fingerprint == before
    assert library(tmp_path, first=edition(amount="501")).load("small").fingerprint != before
    with_next = library(tmp_path, first=edition(), next=edition("2023-01-01")).load("small").fingerprint
    assert with_next != before
    assert library(tmp_path, first=edition(), next=edition("2023-02-01")).load("small").fingerprint != with_next


def test_another_county_is_a_file_in_the_own_folder(own_folder: Path) -> None:
    (own_folder / "whatever.yml").write_text(SMALL_PACK, encoding="utf-8")
    (own_folder / "README.md").write_text("no pack", encoding="utf-8")
    assert {"small", "songtao"} <= set(packs_at_hand().names)
    assert load_pack("small").rules_on(JANUARY).decimal(AMOUNT) == 500
    assert load_pack("small") is load_pack("small")


def test_a_pack_that_comes_along_gets_its_next_edition_from_the_own_folder(own_folder: Path) -> None:
    (own_folder / "next.yaml").write_text(edition("2023-01-01", "600").replace("pack: small", 'pack: "songtao" # next'))
    pack = load_pack("songtao")
    assert [pack.rules_on(day).pack_name for day in (DECEMBER, JANUARY)] == ["songtao", "songtao"]
    assert pack.rules_on(DECEMBER).has_rule("piecework")
    assert not pack.rules_on(JANUARY).has_rule("piecework")


def test_an_own_folder_that_is_absent_is_refused(own_folder: Path) -> None:
    own_folder.rmdir()
    with pytest.raises(PolicyError, match=f"the policy folder {own_folder} cannot be read: No such file"):
        packs_at_hand()


def test_a_file_that_does_not_say_which_pack_it_is_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"odd\.yaml: pack: "):
        library(tmp_path, odd=SMALL_PACK.replace("pack: small", "pack: Small!"))
    with pytest.raises(PolicyError, match=r"odd\.yaml: pack: missing"):
        library(tmp_path, odd=SMALL_PACK.replace("pack: small\n", ""))


def test_a_spoilt_pack_keeps_no_other_from_being_used(tmp_path: Path) -> None:
    packs = library(tmp_path, small=SMALL_PACK, spoilt="pack: spoilt\n")
    assert packs.load("small").name == "small"
    with pytest.raises(PolicyError, match=r"spoilt\.yaml: title: missing"):
        packs.load("spoilt")


def test_each_edition_is_asked_for_the_place_too(tmp_path: Path) -> None:
    in_town = '{from: "2022-01-01", value: "900", status: stated, source: awards, township: "T1"}'
    placed = SMALL_PACK.replace("values: [" + PACK_AMOUNT, f"values: [{in_town}, {PACK_AMOUNT}")
    assert in_town in placed
    pack = library(tmp_path, first=edition(text=placed), second=edition("2023-01-01", "600")).load("small")
    assert pack.rules_on(DECEMBER, scope=Scope(township="T1")).decimal(AMOUNT) == 900
    assert pack.rules_on(DECEMBER).decimal(AMOUNT) == 500
    assert pack.rules_on(JANUARY, scope=Scope(township="T1")).decimal(AMOUNT) == 600


def test_a_pack_in_editions_is_called_as_its_newest_and_known_by_all_of_them(replaced: PolicyPack) -> None:
    newest = replaced.edition_on(NEXT_YEAR)
    assert (replaced.name, replaced.title, replaced.place) == (newest.name, newest.title, newest.place)
    assert replaced.title.en == "small"
    assert replaced.fingerprint == "beadc5ace711d79602fdbc059a03679f79f7117e8745c72d7dce2d8355a8901d"
    assert newest.fingerprint != replaced.fingerprint


def test_a_pack_of_one_edition_is_that_edition(tmp_path: Path) -> None:
    assert type(library(tmp_path, only=edition()).load("small")) is PolicyPack
