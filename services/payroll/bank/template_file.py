"""Reading bank templates from YAML: strict; every error names the file and the place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.payroll.bank.faults import (
    NO_FOLDER,
    SAME_NAME,
    UNKNOWN_TEMPLATE,
    UNUSABLE_TEMPLATE,
    BankTemplateError,
)
from services.payroll.bank.template import BankTemplate
from services.payroll.bank.template_checks import first_fault
from shared.strict_yaml import YamlError, read_yaml
from shared.texts import listed

TEMPLATES_FOLDER: Final = Path(__file__).parent / "templates"
_LARGEST_TEMPLATE_BYTES: Final = 100_000


def available_templates(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """The templates that come with the software and those of the given folders, by the name of their file.

    Raises BankTemplateError where a folder is not there or two files have one name.
    """
    found: dict[str, Path] = {}
    for folder in (TEMPLATES_FOLDER, *folders):
        if not folder.is_dir():
            raise BankTemplateError(NO_FOLDER.of(folder=folder))
        for file in sorted(folder.glob("*.yaml")):
            if file.stem in found:
                raise BankTemplateError(SAME_NAME.of(file=file, other=found[file.stem]))
            found[file.stem] = file
    return found


def load_template(name: str, folders: Sequence[Path] = ()) -> BankTemplate:
    """Load a template by name. Raises BankTemplateError naming the available ones, or the file and the place."""
    available = available_templates(folders)
    if name not in available:
        raise BankTemplateError(UNKNOWN_TEMPLATE.of(name=repr(name), known=listed(sorted(available))))
    return load_template_file(available[name])


def load_template_file(path: str | Path) -> BankTemplate:
    """Load a template from a YAML file. Raises BankTemplateError naming the file and the place."""
    file = Path(path)
    try:
        template = read_yaml(file, BankTemplate, _LARGEST_TEMPLATE_BYTES)
        if template.template != file.stem:
            raise YamlError(f"template: {template.template!r} stands in a file of another name")
        if fault := first_fault(template):
            raise YamlError(fault)
    except YamlError as error:
        raise BankTemplateError(UNUSABLE_TEMPLATE.of(file=file, why=error)) from None
    return template
