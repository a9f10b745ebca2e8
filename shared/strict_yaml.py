"""Reading a file of settings people write: YAML, strict, bounded, every fault named with its place."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from shared.plain_words import words_of

_PROBLEMS_SHOWN = 5

Model = TypeVar("Model", bound=BaseModel)


class YamlError(ValueError):
    """A file that cannot be used; each of its problems names the place, not the file."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key written twice, which plain YAML would silently let win, and keys that are no scalars."""


def _mapping_without_repeated_keys(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key_node, _ in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlError(f"line {line}: a key must be a plain word")
        if key_node.value in seen:
            raise YamlError(f"line {line}: {key_node.value!r} is given twice; keep one")
        seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeated_keys)


def read_yaml(file: Path, model: type[Model], largest_bytes: int) -> Model:
    """Read and validate a file as `model`. Raises YamlError naming the place and what is wrong with it."""
    return validated(parse_yaml(file, largest_bytes), model)


def parse_yaml(file: Path, largest_bytes: int) -> Any:
    """What a file holds, not validated yet. Raises YamlError for one that is too large or no YAML."""
    try:
        with file.open("rb") as stream:
            content = stream.read(largest_bytes + 1)
    except OSError as error:
        raise YamlError(f"cannot be read: {error.strerror}") from None
    if len(content) > largest_bytes:
        raise YamlError(f"is larger than {largest_bytes} bytes")
    try:
        return yaml.load(content.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise YamlError(f"is not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        raise YamlError(f"is not valid YAML: {error}") from None


def validated(document: Any, model: type[Model]) -> Model:
    """A document as `model`. Raises YamlError naming the places of its first problems."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        shown = error.errors()[:_PROBLEMS_SHOWN]
        raise YamlError(*(_place_and_reason(problem) for problem in shown)) from None


def _place_and_reason(problem: Any) -> str:
    place = ".".join(str(step) for step in problem["loc"]) or "the file"
    words = words_of(problem)
    return f"{place}: {words.text} ({words.advice})"
