"""What others wrote is shown on a terminal and never obeyed."""

import json

import pytest
from rich.table import Table

from shared.terminal import Terminal, cell, harmless, say, say_json, strong

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x00\x08\x7f",
    "\rover",
    "\u202egnp.exe",
    "\u2066isolated\u2069",
    "\u200bunseen\ufeff",
    "\u2028line",
    "\U000e0041tag",
    "\ud800",
]


def obeyed(text: str) -> list[str]:
    """The characters of an output that do something instead of being seen."""
    return [character for character in text if character != "\n" and not character.isprintable() and character != " "]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_terminal_would_obey_is_shown_as_its_escape(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("reason")
    table.add_row(text)
    table.add_row(cell(text))
    for part in (text, table):
        terminal = Terminal(force_terminal=True, color_system=None, width=100)
        terminal.print(part)
    say("reason: ", text)
    say(strong(text), error=True)
    say_json({"reason": text})
    printed = capsys.readouterr()
    assert obeyed(printed.out + printed.err) == []
    assert printed.out.count("reason: ") == 1
    assert harmless(text).isprintable()


def test_a_line_end_inside_a_part_does_not_make_another_line(capsys: pytest.CaptureFixture[str]) -> None:
    say("held: ", "no contract\n已核准 approved")
    assert capsys.readouterr().out == "held: no contract\\n已核准 approved\n"


@pytest.mark.parametrize("text", ["[red]alarm[/]", "[bold]", "[/]", ":boom:", "[link=file:///x]y[/link]"])
def test_markup_is_text_like_any_other(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("reason")
    table.add_row(text)
    Terminal(width=100).print(table)
    Terminal(width=100).print(f"reason {text}")
    say("reason ", text)
    assert capsys.readouterr().out.count(text) == 3


def test_json_means_the_same_and_keeps_every_character_that_can_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"name": "龙𠮷 é", "reasons": HOSTILE[:-1], "count": 2}
    say_json(document)
    printed = capsys.readouterr().out
    assert json.loads(printed) == document
    assert "龙𠮷 é" in printed


def test_plain_text_is_left_as_it_is() -> None:
    text = "W-00012 1766.40 元：没有账号 no account is known（𠮷）"
    assert harmless(text) == text
