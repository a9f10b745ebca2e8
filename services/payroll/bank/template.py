"""What a bank expects of a payment file and answers in its return, as strict models: a template."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.written_forms import DELIMITER_PATTERN, FILE_NAME_PATTERN, PAD_PATTERN, TEMPLATE_NAME_PATTERN

Format = Literal["csv", "xlsx", "fixed"]
Encoding = Literal["utf-8", "utf-8-sig", "gb18030", "gbk"]
"""How text becomes bytes; `gbk` is for banks that know no characters beyond it."""
AmountUnit = Literal["yuan", "fen"]
DateFormat = Literal["yyyy-mm-dd", "yyyymmdd", "yyyy/m/d"]
PaymentField = Literal["reference", "holder", "account", "bank_name", "bank_code", "amount", "remark"]
ColumnField = Literal[PaymentField, "sequence", "count", "sum", "batch", "date", "constant"]

Text = Annotated[str, Field(min_length=1, max_length=200)]
Delimiter = Annotated[str, Field(pattern=DELIMITER_PATTERN)]
Pad = Annotated[str, Field(pattern=PAD_PATTERN)]
Width = Annotated[int, Field(ge=1, le=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Words(_Strict):
    """A title in Chinese and English."""

    zh: Text
    en: Text


class Column(_Strict):
    """One column of a payment, or of the record before or after the payments.

    `width` is in bytes of the encoding, for fixed columns. `unit` says in what an amount is written;
    `negative` whether a negative one is written with a minus or refused.
    """

    field: ColumnField
    title: Text | None = None
    value: Text | None = None
    width: Width | None = None
    align: Literal["left", "right"] | None = None
    pad: Pad | None = None
    unit: AmountUnit | None = None
    negative: Literal["minus", "refuse"] | None = None
    required: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether the column holds money."""
        return self.field in ("amount", "sum")


class PaymentLayout(_Strict):
    """The file that goes to the bank: how it is written, and its columns in order."""

    format: Format
    file_name: Annotated[str, Field(pattern=FILE_NAME_PATTERN)]
    encoding: Encoding | None = None
    line_ending: Literal["crlf", "lf"] | None = None
    delimiter: Delimiter | None = None
    header: bool
    date_format: DateFormat | None = None
    head: list[Column] = []
    columns: list[Column] = Field(min_length=1, max_length=100)
    trailer: list[Column] = []


class CellPlace(_Strict):
    """Where a value of a return stands: under a title, in a numbered column, or from a byte on."""

    title: Text | None = None
    column: Annotated[int, Field(ge=1, le=1000)] | None = None
    start: Annotated[int, Field(ge=1, le=10_000)] | None = None
    width: Width | None = None


class ReturnColumns(_Strict):
    """Which columns of a return are read; a bank need not give reason, date and amount."""

    reference: CellPlace
    status: CellPlace
    reason: CellPlace | None = None
    date: CellPlace | None = None
    amount: CellPlace | None = None

    def places(self) -> dict[str, CellPlace]:
        """The columns that are there, by field."""
        return {name: place for name in type(self).model_fields if (place := getattr(self, name)) is not None}


class ReturnLayout(_Strict):
    """The file that comes back: how it is read, and which words of the bank mean what."""

    format: Format
    encoding: Encoding | None = None
    delimiter: Delimiter | None = None
    header: bool
    head_lines: Annotated[int, Field(ge=0, le=100)] = 0
    ignored_prefixes: list[Text] = []
    date_format: DateFormat | None = None
    unit: AmountUnit | None = None
    columns: ReturnColumns
    settled: list[Text] = Field(min_length=1)
    returned: list[Text] = Field(min_length=1)


class BankTemplate(_Strict):
    """A bank's two layouts under the name of their file; an `example` describes no real bank."""

    template: Annotated[str, Field(pattern=TEMPLATE_NAME_PATTERN, max_length=64)]
    title: Words
    example: bool = False
    payments: PaymentLayout
    returns: ReturnLayout
