"""Payments and templates for the tests of bank files."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.payroll.bank.file import write_bank_file
from services.payroll.bank.payment import BankFile, BankFileError, BankPayment, PaymentProblem
from services.payroll.bank.template import BankTemplate

DAY = date(2022, 8, 5)
PAYMENT = BankPayment(
    reference="W0001-2022-07",
    holder="王小梅",
    account="6217000000000000001",
    bank_name="农商银行",
    bank_code="402000000001",
    amount_yuan=Decimal("1250.10"),
    remark="2022-07工资",
)


def payment(**changes: Any) -> BankPayment:
    """The usual payment with some fields changed."""
    return replace(PAYMENT, **changes)


def written(template: BankTemplate, *payments: BankPayment) -> BankFile:
    """The file of the payments under a batch and a day that do not matter."""
    return write_bank_file(payments, template, batch="B7", day=DAY)


def refusals(template: BankTemplate, *payments: BankPayment) -> list[PaymentProblem]:
    """Why there is no file."""
    try:
        written(template, *payments)
    except BankFileError as error:
        return list(error.problems)
    return []


def template_for(file_format: str, encoding: str = "utf-8", **changes: Any) -> BankTemplate:
    """A template whose return is read off the columns it writes: the reason stands where the name is written."""
    fixed, csv_file = file_format == "fixed", file_format == "csv"
    widths = {"reference": 64, "holder": 200, "amount": 20, "constant": 8}
    columns: list[dict[str, Any]] = [
        {"field": "reference", "title": "编号"},
        {"field": "holder", "title": "户名"},
        {"field": "account", "title": "账号"},
        {"field": "amount", "title": "金额", "unit": "yuan", "negative": "minus"},
        {"field": "constant", "title": "结果", "value": "成功"},
    ]
    starts, start = {}, 1
    for column in columns:
        if fixed:
            column["width"] = widths.get(column["field"], 40)
        starts[column["field"]] = start
        start += column.get("width", 0)
    places = {"reference": "reference", "reason": "holder", "amount": "amount", "status": "constant"}
    titles = {column["field"]: column["title"] for column in columns}
    text = {} if file_format == "xlsx" else {"encoding": encoding}
    shared = {"format": file_format, "header": not fixed, **text, **({"delimiter": ","} if csv_file else {})}
    payments = {**shared, "file_name": "{batch}.txt", "columns": columns}
    if file_format != "xlsx":
        payments["line_ending"] = "crlf"
    returns = {
        **shared,
        "unit": "yuan",
        "columns": {
            name: {"start": starts[field], "width": widths[field]} if fixed else {"title": titles[field]}
            for name, field in places.items()
        },
        "settled": ["成功"],
        "returned": ["失败"],
    }
    document = {"template": "laid-over", "title": {"zh": "测试", "en": "test"}}
    return BankTemplate.model_validate(
        {
            **document,
            "payments": {**payments, **changes.get("payments", {})},
            "returns": returns | changes.get("returns", {}),
        }
    )
