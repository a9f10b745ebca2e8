"""A workshop's profit: ten, twenty, twenty and fifty percent."""

from datetime import date
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from services.payroll.domain.facts import ProfitPeriod
from services.payroll.domain.rules.profit_split import POT_NAMES, divide, profit_split
from shared.money import FEN
from tests.scenarios.policy.county import SONGTAO, split, split_lines


def test_7500000_yuan_are_split_into_750000_1500000_1500000_and_3750000() -> None:
    assert split("7500000.00") == {
        "care_fund": "750000.00",
        "relief_and_redevelopment": "1500000.00",
        "V-01": "1500000.00",
        "rolling_development": "3750000.00",
    }


def test_the_third_pot_is_divided_by_shares() -> None:
    villages = split("7500000.00", {"V001": "10", "V002": "5"})
    assert (villages["V001"], villages["V002"]) == ("1000000.00", "500000.00")


def test_the_fen_left_over_goes_to_the_largest_remainder_and_of_equals_to_the_lower_code() -> None:
    equal = split("0.50", {"V003": "1", "V001": "1", "V002": "1"})
    assert [equal["V001"], equal["V002"], equal["V003"]] == ["0.04", "0.03", "0.03"]
    unequal = split("0.50", {"V001": "1", "V002": "5"})
    assert [unequal["V001"], unequal["V002"]] == ["0.02", "0.08"]


def test_the_fen_of_rounding_the_pots_stay_with_rolling_development() -> None:
    assert split("0.07") == {
        "care_fund": "0.01",
        "relief_and_redevelopment": "0.01",
        "V-01": "0.01",
        "rolling_development": "0.04",
    }


def test_the_fen_of_rounding_the_pots_may_go_by_largest_remainder() -> None:
    assert split("0.07", profit_split__residue="largest_remainder") == {
        "care_fund": "0.01",
        "relief_and_redevelopment": "0.01",
        "V-01": "0.01",
        "rolling_development": "0.04",
    }
    assert split("0.03", profit_split__residue="largest_remainder") == {
        "relief_and_redevelopment": "0.01",
        "V-01": "0.01",
        "rolling_development": "0.01",
    }
    assert split("0.03") == {"relief_and_redevelopment": "0.01", "V-01": "0.01", "rolling_development": "0.01"}
    assert split("0.06", profit_split__residue="largest_remainder")["care_fund"] == "0.01"


def test_a_loss_or_no_profit_is_not_split() -> None:
    assert [line.reason for line in split_lines("0.00")] == ["no_profit"]
    assert [line.reason for line in split_lines("-1.00")] == ["no_profit"]
    assert sum(Decimal(amount) for amount in split("0.01").values()) == Decimal("0.01")


def test_earlier_losses_are_made_up_first() -> None:
    assert split("1000.00", loss="400.00")["care_fund"] == "60.00"
    assert split("1000.00", loss="1000.00") == {}
    assert split("1000.00", loss="999.99") != {}


def test_a_pack_may_leave_losses_aside() -> None:
    assert split("1000.00", loss="400.00", profit_split__losses_carried_forward="false")["care_fund"] == "100.00"


def test_the_second_pot_stays_joint_unless_a_share_for_relief_is_set() -> None:
    divided = split("1000.01", profit_split__relief_share="33.3")
    assert (divided["relief_fund"], divided["redevelopment_fund"]) == ("66.60", "133.40")
    assert "relief_and_redevelopment" not in divided


def test_without_shares_the_third_pot_waits_and_the_split_is_incomplete() -> None:
    for shares in ({}, {"V001": "0"}):
        lines = split_lines("1000.00", shares)
        (waiting,) = [line for line in lines if line.missing]
        assert (waiting.beneficiary, str(waiting.amount_yuan), waiting.missing) == (
            "shareholding_collectives",
            "200.00",
            "shares_missing",
        )


def test_it_is_annual_unless_the_pack_says_otherwise() -> None:
    assert [line.reason for line in split_lines("1000.00", period="2022-Q1")] == ["other_period"]
    assert [line.reason for line in split_lines("1000.00", period="2022-03")] == ["other_period"]
    assert split("1000.00", period="2022-Q1", profit_split__period="quarterly")["care_fund"] == "100.00"
    assert split("1000.00", period="2022-03", profit_split__period="monthly")["care_fund"] == "100.00"
    assert split("1000.00", period="2022", profit_split__period="monthly") == {}


def test_it_starts_with_the_scheme() -> None:
    assert [line.reason for line in split_lines("1000.00", period="2021")] == ["not_in_force"]
    assert split("1000.00", period="2022")["care_fund"] == "100.00"


def test_unset_pots_are_not_configured() -> None:
    assert [line.reason for line in split_lines("1000.00", profit_split__pots="unset")] == ["not_configured"]


@given(
    profit_fen=st.integers(min_value=1, max_value=10**12),
    shares=st.dictionaries(
        st.text("0123456789", min_size=1, max_size=4), st.integers(1, 10**6), min_size=1, max_size=30
    ),
    residue=st.sampled_from(["rolling_development", "largest_remainder"]),
    relief=st.sampled_from(["unset", "0", "50", "33.3333"]),
)
def test_the_lines_always_sum_to_the_whole_to_the_fen(
    profit_fen: int, shares: dict[str, int], residue: str, relief: str
) -> None:
    whole = Decimal(profit_fen).scaleb(-2)
    lines = split_lines(
        str(whole),
        {village: str(held) for village, held in shares.items()},
        profit_split__residue=residue,
        profit_split__relief_share=relief,
    )
    assert sum(line.amount_yuan for line in lines) == whole
    assert all(line.amount_yuan > 0 for line in lines)


def test_no_profit_rests_on_the_event_that_told_of_it() -> None:
    (told,) = split_lines("0.00")
    assert told.rests_on == split_lines("1.00")[0].rests_on != ()


def test_where_the_fen_left_over_goes_is_the_packs_reading() -> None:
    assert split("0.02") == {"rolling_development": "0.02"}
    assert split("0.02", profit_split__residue="largest_remainder") == {
        "relief_and_redevelopment": "0.01",
        "rolling_development": "0.01",
    }


def test_lines_divided_by_shares_rest_on_the_shares_too_and_the_others_do_not() -> None:
    facts = ProfitPeriod(
        "WS-01", "2022", Decimal(100), Decimal(0), {"V-01": Decimal(1)}, event="profit#1", share_events=("share#1",)
    )
    lines = profit_split(facts, SONGTAO.rules_on(date(2022, 1, 1)))
    assert {line.beneficiary: line.rests_on for line in lines} == {
        "care_fund": ("profit#1",),
        "relief_and_redevelopment": ("profit#1",),
        "V-01": ("profit#1", "share#1"),
        "rolling_development": ("profit#1",),
    }


def test_a_company_that_bears_the_split_is_not_known_by_the_workshops_id() -> None:
    assert {(line.payer, line.payer_id) for line in split_lines("100.00")} == {("collective", "WS-01")}
    by_company = split_lines("100.00", profit_split__payer="company")
    assert {(line.payer, line.payer_id) for line in by_company} == {("company", "")}


def test_before_the_scheme_starts_the_line_says_so_of_the_workshop() -> None:
    (line,) = split_lines("100.00", period="1999")
    assert (line.rule, line.workshop, line.beneficiary, line.amount_yuan) == (
        "profit_split",
        "WS-01",
        "WS-01",
        Decimal(0),
    )


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Decimal]:
    """Percents of the four pots that sum to a hundred; some may be nothing."""
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=3, max_size=3)))
    return {
        pot: Decimal(end - start) / 10 for pot, start, end in zip(POT_NAMES, [0, *cuts], [*cuts, 1000], strict=True)
    }


@given(
    fen=st.integers(1, 400) | st.integers(1, 10**14 - 1),
    percents=tables(),
    residue=st.sampled_from(["rolling_development", "largest_remainder"]),
)
@example(
    fen=2,
    percents=dict(zip(POT_NAMES, (Decimal(25), Decimal(25), Decimal(50), Decimal(0)), strict=True)),
    residue="rolling_development",
)
def test_no_pot_is_negative_whatever_the_table(fen: int, percents: dict[str, Decimal], residue: str) -> None:
    whole_yuan = fen * FEN
    pots = divide(whole_yuan, percents, residue)
    assert sum(pots.values()) == whole_yuan
    assert min(pots.values()) >= 0
    assert all(abs(pots[pot] - whole_yuan * percents[pot] / 100) < 4 * FEN for pot in POT_NAMES)


def test_a_third_pot_of_nothing_waits_for_no_shares() -> None:
    pots = "care_fund=10, relief_and_redevelopment=20, shareholding_collectives=0, rolling_development=70"
    lines = split_lines("100.00", {}, profit_split__pots=pots)
    assert [(line.beneficiary, line.missing) for line in lines if line.missing] == []


def test_parts_rounded_half_up_stay_where_they_take_all_there_is() -> None:
    percents = {"care_fund": Decimal(50), "relief_and_redevelopment": Decimal(25), "rolling_development": Decimal(25)}
    assert divide(Decimal("0.03"), percents, "rolling_development") == {
        "care_fund": Decimal("0.02"),
        "relief_and_redevelopment": Decimal("0.01"),
        "rolling_development": Decimal(0),
    }


def test_the_cadres_fund_says_for_whom_it_is_in_either_reading() -> None:
    told = {}
    for reading in ("village_cadres", "township_and_village_cadres"):
        (line,) = [
            line
            for line in split_lines("1000.00", profit_split__pot1_beneficiaries=reading)
            if line.beneficiary == "care_fund"
        ]
        assert (str(line.amount_yuan), line.parameters[-1]) == ("100.00", "profit_split.pot1_beneficiaries")
        told[reading] = line.formula.en
    assert told["village_cadres"].endswith("for village cadres, held by the township")
    assert told["township_and_village_cadres"].endswith("for township and village cadres, held by the township")


def test_the_joint_pot_says_that_its_proportion_is_not_set() -> None:
    (joint,) = [line for line in split_lines("1000.00") if line.beneficiary == "relief_and_redevelopment"]
    assert (joint.formula.code, joint.parameters[-1]) == ("percent_undivided", "profit_split.relief_share")
    assert "profit_split.pot1_beneficiaries" not in joint.parameters
