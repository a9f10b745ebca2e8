"""What a parameter accepts is said in full where a written value is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from shared.policy import Kind, PolicyError, load_pack
from shared.policy.values import Choice, Domain

FIVE, NINE = Decimal(5), Decimal(9)


@pytest.mark.parametrize(
    ("domain", "wanted"),
    [
        (Domain(Kind.DECIMAL), "a number such as 500.00"),
        (Domain(Kind.DECIMAL, minimum=FIVE), "a number such as 500.00 (at least 5)"),
        (Domain(Kind.DECIMAL, maximum=NINE), "a number such as 500.00 (at most 9)"),
        (Domain(Kind.INTEGER, minimum=FIVE, maximum=NINE), "a whole number such as 3 (at least 5, at most 9)"),
        (Domain(Kind.DECIMALS), "numbers such as 50,40,30"),
        (Domain(Kind.TABLE, ("a", "b"), total=NINE), "a=<number>, b=<number> (summing to 9)"),
        (Domain(Kind.CHOICE, ("fixed", "pieces:<number>")), "fixed | pieces:<number>"),
        (Domain(Kind.FLAG), "true | false"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_value_that_is_none_of_its_kind_is_refused_saying_what_to_write(domain: Domain, wanted: str) -> None:
    with pytest.raises(PolicyError) as refused:
        domain.read("?")
    assert str(refused.value) == f"'?' is not accepted; write {wanted}"


def test_a_date_is_asked_for_by_an_example() -> None:
    assert Domain(Kind.DATE).accepts() == "a date such as 2022-01-01"
    with pytest.raises(PolicyError, match=r"^'2022-02-30' is not a date; write it like 2022-01-01$"):
        Domain(Kind.DATE).read("2022-02-30")


def test_a_parameter_of_another_kind_is_refused_by_its_name_and_both_kinds() -> None:
    policy = load_pack("songtao").rules_on(date(2022, 7, 31))
    readers: dict[Kind, Callable[[str], object]] = {
        Kind.DECIMAL: policy.decimal,
        Kind.INTEGER: policy.integer,
        Kind.DECIMALS: policy.decimals,
        Kind.TABLE: policy.table,
        Kind.CHOICE: policy.choice,
        Kind.FLAG: policy.flag,
        Kind.DATE: policy.date,
    }
    for wanted, read in readers.items():
        name, held = (
            ("wages.due_days", "integer") if wanted is not Kind.INTEGER else ("recovery.cap_percent", "decimal")
        )
        with pytest.raises(PolicyError) as refused:
            read(name)
        assert str(refused.value) == f"{name} in pack 'songtao' is a {held}, not a {wanted}"


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        (Domain(Kind.INTEGER), "1.5"),
        (Domain(Kind.DECIMAL, minimum=FIVE), "4.9999"),
        (Domain(Kind.DECIMAL, maximum=NINE), "9.0001"),
        (Domain(Kind.FLAG), "yes"),
        (Domain(Kind.TABLE, ("a", "b")), "a=1"),
        (Domain(Kind.TABLE, ("a", "b")), "a=1, b=2, c=3"),
        (Domain(Kind.TABLE, ("a", "b")), "a=1, b"),
        (Domain(Kind.TABLE, ("a", "b")), "a=1, b=2, a=1"),
        (Domain(Kind.TABLE, ("a", "b")), "a=1, b=2=3"),
        (Domain(Kind.TABLE, ("a", "b"), total=NINE), "a=1, b=2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_whole_number_or_table_that_does_not_fit_is_shown_as_it_was_written(domain: Domain, text: str) -> None:
    with pytest.raises(PolicyError) as refused:
        domain.read(text)
    shown = "2=3" if text.endswith("2=3") else text
    assert str(refused.value).startswith(f"{shown!r} is not accepted; write {domain.accepts()}")


def test_the_bounds_themselves_are_accepted() -> None:
    assert [Domain(Kind.DECIMAL, minimum=FIVE, maximum=NINE).read(text) for text in ("5", "9.00")] == [5, 9]


def test_a_reading_is_taken_apart_into_its_word_and_its_number() -> None:
    readings = Domain(Kind.CHOICE, ("calendar", "fixed:<number>", "<number>"), minimum=FIVE)
    assert readings.read("calendar") == Choice("calendar", "calendar", None)
    assert readings.read("fixed:26") == Choice("fixed:26", "fixed", Decimal(26))
    assert readings.read("26.5") == Choice("26.5", "", Decimal("26.5"))
    for refused in ("fixed:", "fixed:x", "broken:26", "fixed:4"):
        with pytest.raises(PolicyError):
            readings.read(refused)


def test_a_parameter_nobody_knows_is_refused_with_those_of_its_rule_or_all() -> None:
    pack = load_pack("songtao")
    with pytest.raises(PolicyError) as refused:
        pack.history("recovery.caps")
    assert str(refused.value) == (
        "recovery.caps is no parameter of pack 'songtao'; there are recovery.cap_percent, recovery.floor"
    )
    with pytest.raises(PolicyError, match=r"there are recovery\.cap_percent, recovery\.floor$"):
        pack.history("recovery.cap.percent")
    with pytest.raises(PolicyError) as refused:
        pack.history("recover.cap")
    assert str(refused.value).endswith(f"there are {', '.join(sorted(pack.parameters))}")


def test_the_keys_of_a_table_are_not_shown_as_readings_to_choose_from() -> None:
    policy = load_pack("songtao").rules_on(date(2022, 7, 31))
    assert "alternatives" not in policy.parameter("profit_split.pots").as_json()
    assert "alternatives" in policy.parameter("profit_split.residue").as_json()
