"""The other services' states as payroll receives them, built briefly for tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from shared.events.envelope import Event
from shared.events.people import (
    AttendanceRecorded,
    RosterChanged,
    ShareholdingChanged,
    SkillCertified,
    WorkerRegistered,
    WorkshopChanged,
)
from shared.events.production import PieceworkRecorded, ProductionReported, ProfitReported
from shared.events.waiting import OrdersDelayed

SENT_AT = datetime(2022, 7, 31, 12, 0, tzinfo=UTC)


def state(event: type[Event], subject: str, revision: int, **data: Any) -> Event:
    """A state as its owner publishes it: id from subject and revision, correlation from the subject."""
    return event.model_validate_json(
        orjson.dumps(
            {
                "id": f"{subject}@{revision}",
                "source": f"gongfang:{event.owner}",
                "type": event.type_name(),
                "subject": subject,
                "time": SENT_AT.isoformat(),
                "correlationid": f"began:{subject}",
                "causationid": f"cause:{subject}",
                "data": {"revision": revision, **data},
            }
        )
    )


def workshop(identifier: str = "WS-01", revision: int = 1, pack: str = "songtao", **more: Any) -> Event:
    """A registered workshop."""
    data = {
        "name": f"Workshop {identifier}",
        "township": "TS-1",
        "village_collective": f"V-{identifier}",
        "policy_pack": pack,
    }
    return state(WorkshopChanged, f"workshop/{identifier}", revision, workshop=identifier, **(data | more))


def registered(
    worker: str,
    workshops: str | Sequence[tuple[str, str]] = "WS-01",
    first_day: str | None = None,
    revision: int = 1,
    groups: Mapping[str, str] | None = None,
    **more: Any,
) -> Event:
    """A registered worker: one workshop since 2020, or a list of (workshop, since)."""
    listed = [(workshops, "2020-01-01")] if isinstance(workshops, str) else workshops
    assignments = [
        {"workshop": name, "since": since, **({"group": groups[name]} if groups and name in groups else {})}
        for name, since in listed
    ]
    return state(
        WorkerRegistered,
        f"worker/{worker}",
        revision,
        worker=worker,
        first_day=first_day,
        assignments=assignments,
        **more,
    )


def attended(worker: str, day: str, weight: str = "1", at: str = "WS-01", revision: int = 1, **more: Any) -> Event:
    """A day attended."""
    return state(
        AttendanceRecorded,
        f"attendance/{worker}/{day}/{at}",
        revision,
        worker=worker,
        workshop=at,
        day=day,
        weight_days=weight,
        **({"basis": "station"} | more),
    )


def month_attended(worker: str, month: str, days: int, at: str = "WS-01") -> list[Event]:
    """The first `days` days of a month, attended in full."""
    return [attended(worker, f"{month}-{day:02d}", at=at) for day in range(1, days + 1)]


def pieces(
    worker: str, entry: str, day: str, quantity: int, rate: str | None = "2.50", revision: int = 1, **more: Any
) -> Event:
    """Pieces made."""
    data = {
        "workshop": "WS-01",
        "company": "QIAOJI",
        "product": "toy-a",
        "operation": "sewing",
        "rejected_quantity": 0,
    }
    return state(
        PieceworkRecorded,
        f"piecework/{entry}/{worker}",
        revision,
        entry=entry,
        worker=worker,
        worked_on=day,
        accepted_quantity=quantity,
        unit_rate_yuan=rate,
        **(data | more),
    )


def certified(worker: str, certificate: str, on: str, revision: int = 1, **more: Any) -> Event:
    """A certificate of skill."""
    data = {"trade": "sewing", "grade": "elementary"}
    return state(
        SkillCertified,
        f"certificate/{certificate}",
        revision,
        certificate=certificate,
        worker=worker,
        certified_on=on,
        **(data | more),
    )


def roster(month: str, days: Sequence[str], at: str = "WS-01", revision: int = 1, **more: Any) -> Event:
    """The days a workshop expects its workers."""
    group = more.get("group")
    return state(
        RosterChanged,
        f"roster/{at}/{group or ''}/{month}",
        revision,
        workshop=at,
        month=month,
        expected_days=dict.fromkeys(days, "1"),
        **more,
    )


def production(
    month: str, fixed: int, accepted: int, amount: str, at: str = "WS-01", revision: int = 1, **more: Any
) -> Event:
    """Production figures of one product."""
    product = str(more.pop("product", "toy-a"))
    data = {
        "company": "QIAOJI",
        "excess_quantity": 0,
        "excess_amount_yuan": "0.00",
        "rejected_quantity": 0,
        "complete": 0 < fixed <= accepted,
    }
    return state(
        ProductionReported,
        f"production/{at}/QIAOJI/{product}/{month}",
        revision,
        workshop=at,
        product=product,
        month=month,
        fixed_quantity=fixed,
        fixed_amount_yuan=amount,
        accepted_quantity=accepted,
        **(data | more),
    )


def profit(period: str, amount: str, at: str = "WS-01", revision: int = 1, **more: Any) -> Event:
    """A year's net profit."""
    return state(
        ProfitReported, f"profit/{at}/{period}", revision, workshop=at, period=period, net_profit_yuan=amount, **more
    )


def shares(village: str, held: str, since: str = "2020-01-01", at: str = "WS-01", revision: int = 1) -> Event:
    """A village's shares."""
    return state(
        ShareholdingChanged,
        f"shareholding/{at}/{village}/{since}",
        revision,
        workshop=at,
        village=village,
        effective_from=since,
        shares=held,
    )


def delayed(
    kind: str,
    waiting: Sequence[str],
    *concerns: Mapping[str, str],
    number: int = 1,
    revision: int = 1,
    event: type[Event] = OrdersDelayed,
    **more: Any,
) -> Event:
    """Something another service could not compute, with the decisions that rest on it."""
    return state(
        event,
        f"waiting/{kind}/{number}",
        revision,
        number=number,
        kind=kind,
        waiting=list(waiting),
        concerns=list(concerns),
        **({"since": SENT_AT.isoformat(), "reason": "overflow"} | more),
    )
