"""A publication list as it is answered: what its paper shows, as text in one language."""

from pydantic import Field

from shared.http.answers import Answer


class PublicationListAnswer(Answer):
    """The texts of a publication list, as they stand on its paper."""

    title: str
    publisher: str
    published_on: str = Field(description="As it is written in the language")
    introduction: str
    columns: list[str]
    rows: list[list[str]] = Field(description="A cell for each column; names masked")
    no_rows: str = Field(description="What stands there where nothing is published")
    total_label: str
    count: str
    total: str
    objections: list[tuple[str, str]] = Field(description="Until when and where to object, each with its heading")
    invitation: str
    mark: str
    strip: str
    page: str
