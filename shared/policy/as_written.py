"""A pack as it is written: strict YAML, read into entries; errors name the file and the place."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared import texts
from shared.identifiers import Identifier
from shared.policy.parts import Origins, read_parts
from shared.policy.scope import Scope
from shared.policy.values import PolicyError
from shared.strict_yaml import YamlError, validated
from shared.written_forms import DAY_PATTERN, PARAMETER_NAME_PATTERN, PLAIN_NAME_PATTERN

Text = Annotated[str, Field(min_length=1, max_length=2000)]
DateText = Annotated[str, Field(pattern=DAY_PATTERN)]
PlainName = Annotated[str, Field(pattern=PLAIN_NAME_PATTERN)]
Name = Annotated[str, Field(pattern=PARAMETER_NAME_PATTERN)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Words(_Strict):
    zh: Text
    en: Text

    def said(self) -> texts.Text:
        """In both languages; under no code, since it came with the pack."""
        return texts.Text("", self.zh, self.en)


class WrittenClause(_Words):
    document: Text
    paragraph: Text


class WrittenValue(_Strict):
    from_: DateText = Field(alias="from")
    until: DateText | None = None
    township: Identifier | None = None
    workshop: Identifier | None = None
    value: Text | None
    status: Literal["stated", "derived", "chosen"]
    source: Text
    why: _Words | None = None

    @property
    def scope(self) -> Scope:
        return Scope(self.township or "", self.workshop or "")


class WrittenParameter(_Strict):
    kind: Literal["decimal", "integer", "decimals", "table", "choice", "flag", "date"]
    unit: Text
    alternatives: list[Text] = []
    minimum: Text | None = None
    maximum: Text | None = None
    total: Text | None = None
    applies: Literal["month", "day"] = "month"
    values: list[WrittenValue] = Field(min_length=1)


class WrittenGroup(_Strict):
    rules: list[PlainName] = Field(min_length=2)
    source: Text
    why: _Words


class WrittenPack(_Strict):
    pack: PlainName
    from_: DateText | None = Field(default=None, alias="from")
    title: _Words
    documents: dict[str, Text]
    clauses: dict[str, WrittenClause]
    rules: dict[str, Text]
    parameters: dict[Name, WrittenParameter]
    exclusive_groups: dict[PlainName, WrittenGroup] = {}

    def fingerprint(self) -> str:
        """A hash of the content: neither order, nor comments, nor what is left at its default counts."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_written(path: Path) -> tuple[WrittenPack, Origins]:
    """Read and validate a pack, and which file says what. Raises PolicyError naming the file and the place."""
    document, origins = read_parts(path)
    try:
        return validated(document, WrittenPack), origins
    except YamlError as error:
        raise PolicyError(origins.located(*error.problems)) from None
