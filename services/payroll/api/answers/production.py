"""A workshop's sheet of production and benefit as it is answered."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import asyncpg
from pydantic import Field

from services.payroll.api.answers.waiting import WaitingFact, waiting_facts
from services.payroll.store.production_statements import ProductionSheet
from services.payroll.store.waiting import Waiting
from shared.http.answers import Answer, KeptAmount, KeptMonth
from shared.identifiers import Identifier
from shared.money import format_amount


class ProductMade(Answer):
    """A product's month for one company, as orders published it."""

    company: Identifier
    product: Identifier
    fixed_quantity: int
    fixed_amount: KeptAmount
    excess_quantity: int
    excess_amount: KeptAmount
    accepted_quantity: int
    rejected_quantity: int
    complete: bool


class WagesOfRule(Answer):
    """What one rule came to by the workshop's work or presence, whoever bears it."""

    rule: str
    workers: int
    amount: KeptAmount


class CompanyAward(Answer):
    """The award of one company's orders."""

    company: Identifier
    beneficiary: str
    amount: KeptAmount


class SheetTotals(Answer):
    """What orders, wages and awards come to."""

    order_amount: KeptAmount
    wages: KeptAmount
    awards: KeptAmount


class ProductionSheetAnswer(Answer):
    """What a workshop made, paid and earned in a month."""

    workshop: Identifier
    name: str | None = Field(description="Null where no such workshop is registered")
    township: Identifier | None
    month: KeptMonth
    products: list[ProductMade]
    wages: list[WagesOfRule]
    workers: int = Field(description="With a statement of the month")
    incomplete_statements: int
    attendance_days: str = Field(description="The sum of the workers' days")
    awards: list[CompanyAward]
    waiting: list[WaitingFact] = Field(
        description="What of the production figures, and of the wages of who belongs here, could not be computed"
    )
    totals: SheetTotals


def production_sheet(
    workshop: str, month: str, sheet: ProductionSheet, waiting: Collection[Waiting]
) -> ProductionSheetAnswer:
    """A workshop's month, with its totals."""
    ordered_yuan = sum((row["fixed_amount_yuan"] + row["excess_amount_yuan"] for row in sheet.products), Decimal(0))
    wages_yuan = sum((row["amount_yuan"] for row in sheet.wages), Decimal(0))
    awards_yuan = sum((row["amount_yuan"] for row in sheet.awards), Decimal(0))
    return ProductionSheetAnswer(
        workshop=workshop,
        name=sheet.name,
        township=sheet.township,
        month=month,
        products=[ProductMade(**_in_yuan(row)) for row in sheet.products],
        wages=[WagesOfRule(**_in_yuan(row)) for row in sheet.wages],
        workers=sheet.workers,
        incomplete_statements=sheet.incomplete,
        attendance_days=str(sheet.attendance_days),
        awards=[CompanyAward(**_in_yuan(row)) for row in sheet.awards],
        waiting=waiting_facts(waiting),
        totals=SheetTotals(
            order_amount=format_amount(ordered_yuan),
            wages=format_amount(wages_yuan),
            awards=format_amount(awards_yuan),
        ),
    )


def _in_yuan(row: asyncpg.Record) -> dict[str, Any]:
    """The fields of a row whose decimals are amounts."""
    return {
        name.removesuffix("_yuan"): format_amount(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }
