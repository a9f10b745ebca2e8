"""Facts with the values most tests share; each test names what matters to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from stdnum.cn import ric

from shared.events.details import WorkerAccountDecided, WorkerAccountGiven, WorkerIdentityDecided
from shared.events.employments import EmploymentEnded
from shared.events.envelope import Event
from shared.events.households import (
    CategoryCertified,
    HouseholdMemberRecorded,
    HouseholdRegistered,
    HouseholdSucceeded,
    LabourerRegistered,
    LabourSurveyRecorded,
)
from shared.events.people import (
    AttendanceReported,
    ClockEnrolled,
    PinAssigned,
    PunchRecorded,
    RosterPublished,
    ShareholdingRegistered,
    SkillAssessed,
    StationRegistered,
    WorkerEnrolled,
    WorkshopRegistered,
)
from shared.events.placements import (
    FollowUpRecorded,
    LabourContractSigned,
    PlacementEnded,
    PlacementInterrupted,
    PlacementReported,
)

START = datetime(2022, 8, 1, tzinfo=UTC)


def fact(event: type[Event], number: int, source: str = "office", time: str | None = None, **data: Any) -> Event:
    """The `number`-th fact of a story: later numbers were reported later."""
    return event.model_validate_json(
        orjson.dumps(
            {
                "id": f"{source}-{number}",
                "source": source,
                "type": event.type_name(),
                "time": time or (START + timedelta(minutes=number)).isoformat(),
                "data": data,
            }
        )
    )


def identity_number(person: int) -> str:
    """A number that passes every check, another for each person."""
    digits = f"11010119900307{person:03d}"
    return digits + ric.calc_check_digit(digits + "0")


def enrolment(number: int, worker: str = "W1", person: int = 1, **data: Any) -> Event:
    defaults = {
        "worker": worker,
        "workshop": "WS-01",
        "since": "2022-07-01",
        "name": "李小红",
        "identity_number": identity_number(person),
        "phone": "13812345678",
    }
    return fact(WorkerEnrolled, number, **defaults | data)


def labourer(number: int, person: str = "P1", number_of: int = 1, **data: Any) -> Event:
    """A person of a village; `number_of` says whose identity number he has."""
    defaults = {
        "person": person,
        "since": "2019-01-01",
        "village": "V001",
        "township": "T-01",
        "name": "李小红",
        "identity_number": identity_number(number_of),
    }
    return fact(LabourerRegistered, number, **defaults | data)


def household(number: int, **data: Any) -> Event:
    defaults = {"household": "HH-1", "village": "V001", "township": "T-01"}
    return fact(HouseholdRegistered, number, **defaults | data)


def membership(number: int, household: str = "HH-1", person: str = "P1", **data: Any) -> Event:
    defaults = {"household": household, "person": person, "joined_on": "2019-01-01", "relation": "head"}
    return fact(HouseholdMemberRecorded, number, **defaults | data)


def succession(number: int, household: str = "HH-1", successor: str = "HH-2", **data: Any) -> Event:
    defaults = {"household": household, "successor": successor, "succeeded_on": "2020-05-10", "kind": "split"}
    return fact(HouseholdSucceeded, number, **defaults | data)


def category(number: int, category: str = "poor", **data: Any) -> Event:
    defaults = {
        "holder_kind": "household",
        "holder": "HH-1",
        "category": category,
        "valid_from": "2019-01-01",
        "proof": "扶贫手册 0417",
    }
    return fact(CategoryCertified, number, **defaults | data)


def survey(number: int, person: str = "P1", **data: Any) -> Event:
    defaults: dict[str, Any] = {
        "person": person,
        "station": "ST-01",
        "surveyed_on": "2022-01-01",
        "state": "idle",
        "skills": ["sewing"],
    }
    return fact(LabourSurveyRecorded, number, **defaults | data)


def employment_end(number: int, worker: str = "W1", **data: Any) -> Event:
    defaults = {
        "worker": worker,
        "workshop": "WS-01",
        "since": "2022-07-01",
        "last_day": "2022-12-31",
        "cause": "resigned",
    }
    return fact(EmploymentEnded, number, **defaults | data)


def identity(number: int, worker: str = "W1", person: int = 1, **data: Any) -> Event:
    defaults = {
        "worker": worker,
        "identity_number": identity_number(person),
        "name": "李小红",
        "reason": "compared with the identity card",
    }
    return fact(WorkerIdentityDecided, number, **defaults | data)


def account(number: int, worker: str = "W1", **data: Any) -> Event:
    defaults = {"worker": worker, "account_number": "0000991234567890123", "bank_name": "示例村镇银行"}
    return fact(WorkerAccountGiven, number, **defaults | data)


def account_decision(number: int, worker: str = "W1", source: str = "chief", **data: Any) -> Event:
    defaults: dict[str, Any] = {"worker": worker, "confirmed": True, "reason": "the worker showed his card"}
    return fact(WorkerAccountDecided, number, source, **defaults | data)


def workshop(number: int, **data: Any) -> Event:
    defaults = {
        "workshop": "WS-01",
        "name": "大屯村工坊",
        "policy_pack": "songtao",
        "township": "T-01",
        "village_collective": "V001",
    }
    return fact(WorkshopRegistered, number, **defaults | data)


def station(number: int, *workshops: str, **data: Any) -> Event:
    defaults: dict[str, Any] = {"station": "ST-01", "name": "大屯站", "workshops": workshops}
    return fact(StationRegistered, number, **defaults | data)


def clock(number: int, **data: Any) -> Event:
    return fact(ClockEnrolled, number, **{"serial": "CK-1", "station": "ST-01", "workshop": "WS-01"} | data)


def pin(number: int, worker: str = "W1", **data: Any) -> Event:
    defaults = {"serial": "CK-1", "pin": "7", "worker": worker, "valid_from": "2022-06-01"}
    return fact(PinAssigned, number, **defaults | data)


def punch(number: int, at: str, status: int = 255, **data: Any) -> Event:
    """A punch at a local time such as `2022-07-01 08:00`."""
    moment = at.replace(" ", "T") + ":00+08:00"
    defaults: dict[str, Any] = {"serial": "CK-1", "pin": "7", "punched_at": moment, "status": status}
    return fact(PunchRecorded, number, **defaults | data)


def attendance(number: int, weight_days: str, **data: Any) -> Event:
    defaults = {"worker": "W1", "workshop": "WS-01", "day": "2022-07-01", "weight_days": weight_days}
    return fact(AttendanceReported, number, **defaults | data)


def roster(number: int, *days: str, **data: Any) -> Event:
    defaults: dict[str, Any] = {"workshop": "WS-01", "month": "2022-07", "expected_days": dict.fromkeys(days, "1")}
    return fact(RosterPublished, number, **defaults | data)


def certificate(number: int, **data: Any) -> Event:
    defaults = {
        "certificate": "C-1",
        "worker": "W1",
        "trade": "sewing",
        "grade": "elementary",
        "certified_on": "2022-05-12",
    }
    return fact(SkillAssessed, number, **defaults | data)


def shareholding(number: int, shares: str, **data: Any) -> Event:
    defaults = {"workshop": "WS-01", "village": "V001", "effective_from": "2022-01-01", "shares": shares}
    return fact(ShareholdingRegistered, number, **defaults | data)


def placement(number: int, station: str = "ST-01", placement: str = "PL-1", **data: Any) -> Event:
    defaults = {
        "station": station,
        "placement": placement,
        "worker": "W1",
        "employer": "EMP-1",
        "side": "outside",
        "starts_on": "2022-04-01",
        "organiser": f"COOP-{station}",
    }
    return fact(PlacementReported, number, **defaults | data)


def interruption(number: int, **data: Any) -> Event:
    defaults = {
        "station": "ST-01",
        "placement": "PL-1",
        "interruption": "IN-1",
        "cause": "leave",
        "first_day": "2022-05-01",
        "last_day": "2022-05-06",
    }
    return fact(PlacementInterrupted, number, **defaults | data)


def end_of_placement(number: int, **data: Any) -> Event:
    defaults = {"station": "ST-01", "placement": "PL-1", "last_day": "2022-06-30", "cause": "returned"}
    return fact(PlacementEnded, number, **defaults | data)


def follow_up(number: int, **data: Any) -> Event:
    defaults: dict[str, Any] = {
        "station": "ST-01",
        "placement": "PL-1",
        "follow_up": "FU-1",
        "made_on": "2022-07-02",
        "at_work": True,
    }
    return fact(FollowUpRecorded, number, **defaults | data)


def contract(number: int, **data: Any) -> Event:
    defaults: dict[str, Any] = {
        "station": "ST-01",
        "placement": "PL-1",
        "contract": "LC-1",
        "signed_on": "2022-04-01",
        "starts_on": "2022-04-01",
        "ends_on": "2022-09-30",
        "insured": True,
    }
    return fact(LabourContractSigned, number, **defaults | data)
