"""Writing a sample: workshop after workshop, each straight to its files."""

from collections.abc import Callable
from pathlib import Path

from cli.sample.account_files import write_accounts
from cli.sample.after_files import AfterFiles
from cli.sample.clock_files import write_clock_attendance
from cli.sample.county import CountyFiles
from cli.sample.folder import SampleFolder
from cli.sample.manifest import MANIFEST, manifest_bytes
from cli.sample.people import Population
from cli.sample.plan import AttendanceDoor, WorkshopPlan, plan_workshop
from cli.sample.presence import Presence
from cli.sample.readme import Story, readme_text
from cli.sample.request import SampleRequest, work_calendar
from cli.sample.sheet_files import write_sheet_attendance
from cli.sample.station_files import write_station_attendance
from cli.sample.workshop import write_people, write_piecework, write_pins, write_rosters


def generate(request: SampleRequest, directory: Path, advance: Callable[[int], None] = lambda _: None) -> SampleFolder:
    """Write the sample into `directory`, which must be empty or missing, and say what was written.

    `advance` is told after each workshop how many workers it has. The manifest comes last, so a folder
    without one is not complete. Memory holds one workshop at a time.
    """
    calendar = work_calendar(request.month)
    population = Population(request.random_for("people"), calendar)
    folder, story = SampleFolder(directory), Story()
    arriving: Presence | None = None
    with CountyFiles(folder, request, calendar) as county:
        county.write_company()
        for number in range(1, request.workshops + 1):
            plan = plan_workshop(request, calendar, population, number, arriving)
            arriving = plan.leaving
            county.write_workshop(plan)
            _write_workshop(folder, request, plan)
            if request.faults and number == 1:
                AfterFiles(folder, plan).write()
            story.add(plan)
            advance(request.workers_of(number))
    (directory / "README.md").write_text(readme_text(folder, request, story), encoding="utf-8", newline="")
    (directory / MANIFEST).write_bytes(manifest_bytes(folder, request))
    return folder


def _write_workshop(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    write_people(folder, request, plan)
    write_accounts(folder, request, plan)
    write_rosters(folder, plan)
    write_piecework(folder, request, plan)
    match plan.door:
        case AttendanceDoor.CLOCK:
            write_pins(folder, plan)
            write_clock_attendance(folder, request, plan)
        case AttendanceDoor.STATION:
            write_station_attendance(folder, request, plan)
        case AttendanceDoor.SHEET:
            write_sheet_attendance(folder, request, plan)
