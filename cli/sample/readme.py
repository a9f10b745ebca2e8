"""README.md of a sample: what each file is and who sends it, whom to look at, and what is wrong on purpose."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from cli.sample.expected import AfterStep, Answer
from cli.sample.folder import Fault, SampleFolder
from cli.sample.people import Role
from cli.sample.plan import WorkshopPlan
from cli.sample.request import SampleRequest
from cli.sample.sending import Sending

TOLD_WORKSHOPS: Final = 3
"""The first workshops, one of each way to report attendance, are told of person by person."""
_FAULTS_SHOWN: Final = 80
_LINES_SHOWN: Final = 8
_FLOOR_DAYS: Final = 26

_PARTS: Final = {
    Role.FIRST_MONTH_SLOW: "first month, slow at piecework",
    Role.SECOND_MONTH_SLOW: "second month, slow at piecework",
    Role.THIRD_MONTH_SLOW: "third month, slow at piecework",
    Role.FIRST_MONTH_ONE_DAY_OFF: "first month, slow, one rostered day missed",
    Role.SUNDAY_FOR_WEEKDAY: "second month, a Tuesday missed and a Sunday worked for it",
    Role.FIRST_MONTH_QUICK: "first month, as quick as the experienced",
    Role.FOURTH_MONTH_SLOW: "fourth month, slow: incentive and floor have ended",
    Role.CERTIFIED: "certified two months before: the uplift is paid",
    Role.CERTIFIED_THIS_MONTH: "certified in this month: the uplift begins with the next",
    Role.PART_TIME: "half days all month",
    Role.ON_PAID_LEAVE: "two days of paid leave, which are no attendance",
    Role.MID_MONTH_JOINER: "joined in the month",
    Role.REGISTERED_LATE: "registered after his attendance had come in",
    Role.TRANSFERRED: "moves to the next workshop in mid month",
}


class Story:
    """Collects what the README tells of the first workshops while they are written."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, plan: WorkshopPlan) -> None:
        """Tell of a workshop, if it is one of the first."""
        if plan.number > TOLD_WORKSHOPS:
            return
        self._lines += ["", f"### {plan.code}", ""]
        self._lines += [f"- {sentence}" for sentence in _production(plan)]
        self._lines += ["", "| worker | part | days attended | so |", "|---|---|---|---|"]
        for presence in plan.presences:
            arrived = presence.person.role is Role.TRANSFERRED and plan.leaving is None
            part = "came from the workshop before in mid month" if arrived else _PARTS.get(presence.person.role)
            if part is None:
                continue
            days = Decimal(presence.half_days) / 2
            self._lines.append(f"| {presence.person.worker} | {part} | {days} | {_floor(presence.person.role, days)} |")

    def lines(self) -> list[str]:
        """What was told."""
        return self._lines


def _floor(role: Role, days: Decimal) -> str:
    probation = {
        *(Role.FIRST_MONTH_SLOW, Role.SECOND_MONTH_SLOW, Role.THIRD_MONTH_SLOW, Role.SUNDAY_FOR_WEEKDAY),
        *(Role.FIRST_MONTH_ONE_DAY_OFF, Role.FIRST_MONTH_QUICK, Role.MID_MONTH_JOINER, Role.REGISTERED_LATE),
    }
    if role not in probation:
        return ""
    if days < _FLOOR_DAYS:
        return f"fewer than {_FLOOR_DAYS} days: no guaranteed floor"
    return "enough days for the guaranteed floor, should all earnings come to less"


def _fulfilment(over: int, fixed_quantity: int) -> str:
    """What the surplus comes to, in full tenths of the order, which is how the award counts."""
    if over < 0:
        return f"{-over} short, so the month's order is not complete and no product earns an award"
    return f"{over * 100 / fixed_quantity:.1f} % above, full tenths: {over * 10 // fixed_quantity}"


def _production(plan: WorkshopPlan) -> Iterator[str]:
    for product in plan.products:
        over = product.accepted_quantity - product.fixed_quantity
        yield (
            f"{product.product.code}: {product.fixed_quantity} ordered for {product.fixed_amount_yuan} yuan, "
            f"{product.accepted_quantity} accepted in the end: {_fulfilment(over, product.fixed_quantity)}"
        )
    if plan.closed_on is not None:
        yield f"closed by the company on {plan.closed_on}: full attendance needs a day less, the floor does not"
    if plan.net_profit_yuan is not None:
        shares = f", shared by {len(plan.villages)} villages" if plan.net_profit_yuan > 0 else ", so nothing is split"
        yield f"net profit of {plan.calendar.month.year}: {plan.net_profit_yuan:.2f} yuan{shares}"


def readme_text(folder: SampleFolder, request: SampleRequest, story: Story) -> str:
    """The whole README."""
    faults = "" if request.faults else " --no-faults"
    command = (
        f"gongfang sample --workshops {request.workshops} --workers {request.workers} "
        f"--month {request.month} --seed {request.seed}{faults} DIR"
    )
    return "\n".join(
        [
            f"# Sample: {request.workshops} workshops, {request.workers} workers, {request.month}",
            "",
            "Made by a generator; the same arguments give the same bytes:",
            "",
            f"    {command}",
            "",
            "Everybody here is invented. Names are a heavenly stem and a solar term, phone numbers begin with 1200,",
            "which no operator uses; identity numbers carry a right check digit and belong to nobody we know of.",
            "Accounts are of a bank that does not exist, under numbers that begin with a zero, which no card has.",
            "Rates, prices and profits are the sample's own. Times are Shanghai time.",
            "",
            "`manifest.json` holds the steps in the order they are sent, the clients with the scopes their tokens",
            "need, every line that must be refused (`expected_refusals`), every statement that must stay",
            "incomplete (`expected_incomplete`) and everybody who cannot be paid for want of an account",
            "(`without_account`). Any file again, and any other order, gives the same statements, as long as a clerk",
            "sends of his people and clocks what is registered already.",
            "",
            *_files(folder),
            "## Whom to look at",
            *story.lines(),
            "",
            *_without_account(folder.without_account),
            *_faults(folder.faults),
            *_after(folder.after),
        ]
    )


def _files(folder: SampleFolder) -> Iterator[str]:
    yield from ("## Files, in the order they are sent", "")
    yield from ("| file | entries | what it is | sent by | door |", "|---|---|---|---|---|")
    for step in folder.ordered_steps():
        client, door = step.sending.client.id, _door(step.sending)
        yield f"| `{step.file}` | {step.entries} | {step.about} | {client} | {door} |"
    yield ""


def _without_account(workers: Sequence[str]) -> Iterator[str]:
    if not workers:
        return
    yield "### Without an account"
    yield ""
    yield f"{' and '.join(workers)} joined in the month and nobody has given an account for them: a payment leaves them"
    yield "out and names them."
    yield ""


def _door(sending: Sending) -> str:
    match sending.door:
        case "import":
            return f"{sending.service}: `POST /v1/imports/{sending.detail['kind']}`"
        case "events":
            return f"{sending.service}: `POST /v1/events` as NDJSON, at most 5 000 a request"
        case "stream":
            return f"{sending.service}: `XADD {sending.detail['stream']} * event …`, a line an entry"
        case "resource":
            return f"{sending.service}: `PUT {sending.detail['path']}`"
        case "attlog":
            return f"{sending.service}: `POST /v1/imports/punches?serial={sending.detail['serial']}`"


def _faults(faults: Iterable[Fault]) -> Iterator[str]:
    planted = list(faults)
    yield "## What is wrong on purpose"
    yield ""
    if not planted:
        yield "Nothing: this sample was made without faults."
        yield ""
        return
    yield "Lines count from 1, the header of a table included. Refused lines from files and streams are kept as dead"
    yield "letters; refused events over HTTP are answered, and kept by their sender."
    yield ""
    yield "| where | fault | must lead to |"
    yield "|---|---|---|"
    alike: dict[tuple[str, str, str], list[int]] = {}
    for fault in planted:
        alike.setdefault((fault.file, fault.kind, fault.leads_to), []).append(fault.line)
    for (file, kind, leads_to), lines in list(alike.items())[:_FAULTS_SHOWN]:
        shown = ", ".join(str(line) for line in lines[:_LINES_SHOWN]) + (", …" if len(lines) > _LINES_SHOWN else "")
        yield f"| `{file}`:{shown} | {kind} | {leads_to} |"
    if len(alike) > _FAULTS_SHOWN:
        yield "| … | more of the same kinds in the other workshops | the refused ones are in the manifest |"
    yield ""


def _after(steps: Sequence[AfterStep]) -> Iterator[str]:
    if not steps:
        return
    yield "## After the month is paid"
    yield ""
    yield "Facts of the month after, which stays open, and mistakes that are refused: nothing of it changes what was"
    yield "paid. `after` in the manifest has them in this order, with what must be answered and what must be so then."
    yield ""
    yield "| file | what it is | answered | sent by | door |"
    yield "|---|---|---|---|---|"
    for step in steps:
        answered = _answered(step.answer)
        client, door = step.sending.client.id, _door(step.sending)
        yield f"| `{step.file}` | {step.english} | {answered} | {client} | {door} |"
    yield ""


def _answered(answer: Answer) -> str:
    if answer.refused_as_a_whole:
        return f"refused as a whole, naming {answer.refused_as_a_whole}"
    parts = [f"refused at {pointer}" for pointer in answer.refused.values()]
    parts += [f"line {line} not in force" for line in answer.superseded]
    return ", ".join(parts) or "taken"
