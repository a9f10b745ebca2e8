"""Banks' file layouts as they are answered."""

from collections.abc import Sequence

from pydantic import Field

from services.payroll.bank.template import BankTemplate, Format
from shared.http.answers import Answer
from shared.http.lines import Wording


class TemplateAnswer(Answer):
    """A bank's file layout."""

    template: str
    title: Wording
    format: Format
    example: bool = Field(description="True: it describes no real bank")


class TemplatesAnswer(Answer):
    """The banks' file layouts, by name."""

    templates: list[TemplateAnswer]


def templates_answer(templates: Sequence[BankTemplate]) -> TemplatesAnswer:
    """Templates, by name."""
    return TemplatesAnswer(
        templates=[
            TemplateAnswer(
                template=part.template,
                title=Wording.model_validate(part.title),
                format=part.payments.format,
                example=part.example,
            )
            for part in sorted(templates, key=lambda part: part.template)
        ]
    )
