"""`gongfang sample`: make a county's month as the files and events its clients would send."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.sample.generate import generate
from cli.sample.request import RequestRefusedError, SampleRequest, checked_request
from shared.clock import shanghai_today
from shared.terminal import Terminal, say


def sample(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="An empty folder, or one to be made")],
    workshops: Annotated[int, typer.Option(help="How many workshops")] = 15,
    workers: Annotated[int, typer.Option(help="How many workers over all of them, 16 to 3 000 a workshop")] = 2700,
    month: Annotated[str, typer.Option(help="The month, such as 2022-07, three weeks past or more")] = "2022-07",
    seed: Annotated[int, typer.Option(help="Another seed gives another county; the same gives the same bytes")] = 1,
    faults: Annotated[bool, typer.Option(help="With the faults real data has")] = True,
) -> None:
    """Make a sample county: CSV files, punch clocks' exports and events for one month, with a manifest."""
    try:
        request = checked_request(workshops, workers, month, seed, faults=faults, today=shanghai_today())
    except RequestRefusedError as error:
        raise typer.BadParameter(str(error), param_hint=f"'{error.option}'") from error
    _prepare(directory)
    console = Terminal(stderr=True)
    entries = _generate_with_progress(request, directory, console)
    say(f"{entries} entries in {directory}; README.md says what each file is", to=console)


def _prepare(directory: Path) -> None:
    """Make the folder. Raises typer.BadParameter where it is no empty folder or cannot be written."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        occupied = any(directory.iterdir())
    except OSError as error:
        raise typer.BadParameter(f"{directory}: {error.strerror}", param_hint="'DIR'") from error
    if occupied:
        raise typer.BadParameter(f"{directory} is not empty; name another folder or remove it", param_hint="'DIR'")


def _generate_with_progress(request: SampleRequest, directory: Path, console: Terminal) -> int:
    """Write the sample; returns the number of entries."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("workers written", total=request.workers)
        folder = generate(request, directory, lambda written: progress.advance(task, written))
    return sum(step.entries for step in folder.steps)
