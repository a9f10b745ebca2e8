"""Lines of money and why each is what it is, as they are answered."""

from pydantic import Field

from shared.http.answers import Answer, KeptAmount, left_out


class Wording(Answer):
    """A text in Chinese and in English."""

    zh: str
    en: str


class ClauseAnswer(Answer):
    """A passage of a source document, restated."""

    document: str
    paragraph: str
    restated: Wording


class ParameterAnswer(Answer):
    """A parameter of the policy pack on the day that counts."""

    name: str
    value: str | None = Field(description="Null where it is not configured")
    unit: str
    since: str | None = Field(description="The first day of the value", json_schema_extra={"format": "date"})
    scope: str | None = Field(description="The place it was written for: `county`, `township:…` or `workshop:…`")
    status: str = Field(description="Whether the source states it, or it was derived or chosen")
    source: ClauseAnswer
    why: Wording = left_out("Where it was derived or chosen")
    alternatives: list[str] = left_out("Where it could have been chosen otherwise")


class PayerAnswer(Answer):
    """Who bears an amount; empty where nothing is paid."""

    role: str
    id: str


class LineAmount(Answer):
    """What a rule comes to in a workshop, and who bears it."""

    rule: str
    workshop: str
    payer: str
    payer_id: str
    amount: KeptAmount


class LineAnswer(LineAmount):
    """A line as it is kept."""

    beneficiary: str


class LineExplained(Answer):
    """A line with its rule, clause and parameters, its formula and numbers, and the events it rests on."""

    rule: str
    title: Wording
    amount: KeptAmount
    workshop: str
    payer: PayerAnswer
    beneficiary: str
    pack: str
    clause: ClauseAnswer
    parameters: list[ParameterAnswer]
    formula: Wording = Field(description="With its numbers; where nothing is paid, the reason")
    numbers: dict[str, str] = Field(description="The numbers of the formula, as written")
    events: list[str]


class LineUnpaid(LineExplained):
    """A rule that pays nothing, and why."""

    reason: str = Field(description="As a code")
    missing: str | None = Field(description="The fact still wanted, as a code")


class FlagAnswer(Answer):
    """Something of a statement that a clerk should look at; it changes no amount by itself."""

    code: str
    message: Wording
    numbers: dict[str, str]
