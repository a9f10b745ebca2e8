"""Facts of small invented months in Songtao, and the amounts they come to, for cases told as sentences."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from services.payroll.domain.facts import (
    AttendanceDay,
    Certificate,
    PieceworkEntry,
    ProductFigures,
    ProfitPeriod,
    Roster,
    WorkerMonth,
    WorkshopAssignment,
    WorkshopMonth,
)
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.rules.profit_split import profit_split
from services.payroll.domain.statement import Statement, compute_statement
from shared.months import Month
from shared.policy import load_pack
from shared.rules.lines import Line

SONGTAO = load_pack("songtao")
JULY = Month(2022, 7)


def days_of(month: Month, count: int, *, start: int = 1) -> list[date]:
    """So many days of a month in a row."""
    first = month.first_day + timedelta(days=start - 1)
    return [first + timedelta(days=offset) for offset in range(count)]


def present(days: Iterable[date], weight: str = "1", workshop: str = "WS-01") -> tuple[AttendanceDay, ...]:
    return tuple(AttendanceDay(workshop, day, Decimal(weight), event=f"clock#{workshop}-{day}") for day in days)


def on_leave(days: Iterable[date], weight: str = "1", workshop: str = "WS-01") -> tuple[AttendanceDay, ...]:
    return tuple(AttendanceDay(workshop, day, Decimal(weight), paid_leave=True, event=f"leave#{day}") for day in days)


def pieces_worth(yuan: int, day: date, workshop: str = "WS-01") -> PieceworkEntry:
    """Accepted pieces at one yuan each."""
    return PieceworkEntry(
        workshop, "C-1", "toy", "sewing", day, yuan, Decimal("1.00"), event=f"pieces#{workshop}-{day}"
    )


def roster(days: Iterable[date], workshop: str = "WS-01", weight: str = "1") -> Roster:
    return Roster(workshop, {day: Decimal(weight) for day in days}, event=f"roster#{workshop}")


def worker_month(
    month: Month = JULY,
    *,
    first_day: date | None = None,
    registered_first_day: date | None = None,
    attendance: Sequence[AttendanceDay] = (),
    piecework: Sequence[PieceworkEntry] = (),
    certificates: Sequence[Certificate] = (),
    rosters: Sequence[Roster] = (),
    workshops: Mapping[str, date] | None = None,
    contract_months: int | None = None,
    registered: bool = True,
) -> WorkerMonth:
    belongs_to = {"WS-01": date(2022, 1, 1)} if workshops is None else workshops
    return WorkerMonth(
        worker="W-1",
        month=month,
        registered=registered,
        registered_first_day=registered_first_day,
        first_worked_day=first_day,
        assignments=tuple(WorkshopAssignment(workshop, since) for workshop, since in belongs_to.items()),
        attendance=tuple(attendance),
        piecework=tuple(piecework),
        certificates=tuple(certificates),
        rosters=tuple(rosters),
        registration_event="registry#W-1",
        contract_months=contract_months,
    )


def state(facts: WorkerMonth, **readings: str) -> Statement:
    """The statement; readings are written with two underscores for the dot of a parameter's name."""
    return compute_statement(facts, SONGTAO, written(readings))


def written(readings: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("__", "."): value for name, value in readings.items()}


def paid(statement: Statement, rule: str) -> str:
    """What a rule pays in all, in yuan."""
    amounts = [line.amount_yuan for line in statement.lines if line.rule == rule]
    return f"{sum(amounts, Decimal('0.00'))}"


def why_not(statement: Statement, rule: str) -> str:
    """The code of why a rule pays nothing."""
    (line,) = [line for line in statement.unpaid if line.rule == rule]
    return line.reason


def product(
    accepted: int,
    *,
    name: str = "toy-a",
    fixed: int = 10_000,
    fixed_yuan: str = "200000.00",
    excess: int = 0,
    excess_yuan: str = "0.00",
) -> ProductFigures:
    return ProductFigures(
        name, fixed, Decimal(fixed_yuan), excess, Decimal(excess_yuan), accepted, event=f"{name}#{accepted}"
    )


def award_lines(*products: ProductFigures, month: Month = JULY, **readings: str) -> tuple[Line, ...]:
    facts = WorkshopMonth("WS-01", "C-1", month, "V-01", tuple(products))
    return overfulfilment_award(facts, SONGTAO.rules_on(month.first_day, written(readings)))


def award(*products: ProductFigures, month: Month = JULY, **readings: str) -> str:
    lines = award_lines(*products, month=month, **readings)
    return f"{sum((line.amount_yuan for line in lines), Decimal('0.00'))}"


def split_lines(
    net_profit: str,
    shares: Mapping[str, str] | None = None,
    *,
    period: str = "2022",
    loss: str = "0.00",
    **readings: str,
) -> tuple[Line, ...]:
    held = {"V-01": "1"} if shares is None else shares
    facts = ProfitPeriod(
        "WS-01", period, Decimal(net_profit), Decimal(loss), {key: Decimal(value) for key, value in held.items()}
    )
    return profit_split(facts, SONGTAO.rules_on(date(int(period[:4]), 1, 1), written(readings)))


def split(net_profit: str, shares: Mapping[str, str] | None = None, **readings: str) -> dict[str, str]:
    """Who gets how much."""
    period = readings.pop("period", "2022")
    loss = readings.pop("loss", "0.00")
    lines = split_lines(net_profit, shares, period=period, loss=loss, **readings)
    return {line.beneficiary: str(line.amount_yuan) for line in lines if line.amount_yuan}


def total(lines: Iterable[Line]) -> str:
    """What lines come to, in yuan."""
    return f"{sum((line.amount_yuan for line in lines), Decimal('0.00'))}"


def outcomes(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """For each line who gets what: the amount in yuan, or the code of why there is none."""
    return [(line.beneficiary, line.reason or str(line.amount_yuan)) for line in lines]


def bearers(lines: Iterable[Line]) -> set[tuple[str, str]]:
    """The role and identifier of who bears the lines that pay."""
    return {(line.payer, line.payer_id) for line in lines if line.amount_yuan}
