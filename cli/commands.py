"""Commands by name, each loaded when it is called for: none waits for what only another one needs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group


class Group(TyperGroup):
    """A group of commands; `places` says where each of them is, as "module:function" or "module:app"."""

    places: Mapping[str, str]

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the help text."""
        return list(self.places)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command or group of that name; None where there is none."""
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].partition(":")
        found = getattr(import_module(module), attribute)
        command: Any = get_group(found) if isinstance(found, typer.Typer) else get_command(_of_one(found))
        command.name = cmd_name
        return command


def _of_one(function: Any) -> typer.Typer:
    app = typer.Typer(add_completion=False)
    app.command()(function)
    return app


def group(name: str, about: str, places: Mapping[str, str], *, completes: bool = False) -> typer.Typer:
    """A group that loads each of its commands only when it is called for.

    `completes` is for the program itself: it takes the options that teach a shell its commands.
    """
    places_of = type(f"{name.title()}Group", (Group,), {"places": places})
    app = typer.Typer(name=name, help=about, no_args_is_help=True, cls=places_of, add_completion=completes)
    app.callback()(lambda: None)
    return app
