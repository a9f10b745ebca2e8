"""Reading bank templates from YAML: strict; every error names the file and the place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from services.payroll.documents.bank_template import BankTemplate, BankTemplateError
from services.payroll.documents.bank_template_checks import first_fault

TEMPLATES_FOLDER: Final = Path(__file__).parent / "bank_templates"
_LARGEST_TEMPLATE_BYTES: Final = 100_000
_PROBLEMS_SHOWN: Final = 5


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key written twice, which plain YAML would silently let win."""


def _mapping_without_repeated_keys(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key_node, _ in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise BankTemplateError(f"line {line}: a key must be a plain word")
        if key_node.value in seen:
            raise BankTemplateError(f"line {line}: {key_node.value!r} is given twice; keep one")
        seen.add(key_node.value)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_repeated_keys)


def available_templates(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """The templates that come with the software and those of the given folders, by the name of their file.

    Raises BankTemplateError where a folder is not there or two files have one name.
    """
    found: dict[str, Path] = {}
    for folder in (TEMPLATES_FOLDER, *folders):
        if not folder.is_dir():
            raise BankTemplateError(f"{folder}: there is no such folder")
        for file in sorted(folder.glob("*.yaml")):
            if file.stem in found:
                raise BankTemplateError(f"{file}: {found[file.stem]} has the same name; rename one")
            found[file.stem] = file
    return found


def load_template(name: str, folders: Sequence[Path] = ()) -> BankTemplate:
    """Load a template by name. Raises BankTemplateError naming the available ones, or the file and the place."""
    available = available_templates(folders)
    if name not in available:
        raise BankTemplateError(f"there is no bank template {name!r}; available: {', '.join(sorted(available))}")
    return load_template_file(available[name])


def load_template_file(path: str | Path) -> BankTemplate:
    """Load a template from a YAML file. Raises BankTemplateError naming the file and the place."""
    file = Path(path)
    try:
        template = _read(file)
        if template.template != file.stem:
            raise BankTemplateError(f"template: {template.template!r} stands in a file of another name")
        if fault := first_fault(template):
            raise BankTemplateError(fault)
    except BankTemplateError as error:
        raise BankTemplateError(f"{file}: {error}") from None
    return template


def _read(file: Path) -> BankTemplate:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BankTemplateError(f"cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST_TEMPLATE_BYTES:
        raise BankTemplateError(f"is larger than {_LARGEST_TEMPLATE_BYTES} bytes")
    try:
        document = yaml.load(content.decode("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as error:
        raise BankTemplateError(f"is not UTF-8 at byte {error.start}") from None
    except yaml.YAMLError as error:
        raise BankTemplateError(f"is not valid YAML: {error}") from None
    try:
        return BankTemplate.model_validate(document)
    except ValidationError as error:
        shown = error.errors()[:_PROBLEMS_SHOWN]
        raise BankTemplateError("; ".join(_place_and_reason(problem) for problem in shown)) from None


def _place_and_reason(problem: Any) -> str:
    place = ".".join(str(step) for step in problem["loc"])
    hint = " (write the value in quotes)" if problem["type"] == "string_type" else ""
    return f"{place}: {problem['msg']}{hint}" if place else f"the file: {problem['msg']}"
