"""Every `gongfang` command printed in the documents is one the program takes, and both languages print the same."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup, TyperOption
from typer.exceptions import TyperException
from typer.main import get_command

from cli.main import app

DOCUMENTS = Path(__file__).resolve().parents[3] / "docs"
PRINTING = ("paying-a-month.md", "paying-a-month.zh.md", "operating.md")
READ_BY_COMMANDS = ("bank-answer.csv", "corrected.csv", "mended.json")


def commands_of(name: str) -> Iterator[list[str]]:
    """The commands of a document's blocks, without what a shell does around them."""
    for block in re.findall(r"^```\w*\n(.*?)^```", (DOCUMENTS / name).read_text("utf-8"), re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            for command in re.findall(r"(?:^|\$\()(gongfang [^)]*)", line):
                yield shlex.split(command, comments=True)[1:]


def resolve(arguments: list[str]) -> None:
    """Parse a command as the program would, down to the last option, and run nothing."""
    command: Any = get_command(app)
    context = None
    while isinstance(command, TyperGroup):
        context = typer.Context(command, parent=context)
        _, command, arguments = command.resolve_command(context, arguments)
    command.make_context(command.name, arguments, parent=context)


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(command, id=f"{name}: {' '.join(command)}") for name in PRINTING for command in commands_of(name)],
)
def test_a_printed_command_is_taken(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGFANG_TOKEN", "a-token")
    monkeypatch.setattr(TyperOption, "prompt_for_value", lambda *_: "typed where asked")
    monkeypatch.chdir(tmp_path)
    for file in READ_BY_COMMANDS:
        (tmp_path / file).touch()
    resolve(arguments)


def test_a_command_the_program_does_not_know_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGFANG_TOKEN", "a-token")
    for unknown in (["months", "close"], ["months", "list", "--moon", "2022-07"], ["supplements", "approve"]):
        with pytest.raises(TyperException):
            resolve(unknown)


def test_both_languages_print_the_same_commands() -> None:
    english, chinese = ([words_left_out(command) for command in commands_of(name)] for name in PRINTING[:2])
    assert english == chinese
    assert len(chinese) > 40


def words_left_out(command: list[str]) -> list[str]:
    """A command without what is said in the one language or the other."""
    return [argument if re.fullmatch(r"[\w./:-]+", argument, re.ASCII) else "…" for argument in command]
