"""An example of each event for the reference, made of values a field's name calls for."""

from typing import Any, Final

from shared.events.envelope import Event

_FIELD_VALUES: Final[dict[str, Any]] = {
    "accepted_quantity": 120,
    "account_number": "0000990000000000017",
    "adjustments_yuan": "-350.00",
    "agreed_on": "2022-06-28",
    "agreement": "AGR-2022-01",
    "amount_yuan": "200000.00",
    "approved_at": "2022-07-31T16:20:00+08:00",
    "approved_by": "county-office",
    "assignments": [{"workshop": "WS-01", "since": "2022-07-01"}],
    "bank_name": "示例村镇银行大屯支行",
    "basis": "clock",
    "batch": 17,
    "beneficiary": "VC-01",
    "beneficiary_kind": "worker",
    "certificate": "CERT-0001",
    "certified_on": "2022-05-12",
    "claim": "CL-0001",
    "claim_revision": 1,
    "company": "CO-01",
    "complete": True,
    "concerns": [{"about": "wages", "worker": "W-0001", "workshop": "WS-01", "month": "2022-07"}],
    "confirmed_on": "2022-08-15",
    "day": "2022-07-01",
    "delivery": "DN-0001",
    "earned_yuan": "126000.00",
    "effective_from": "2022-07-01",
    "entry": "WS-01-000001",
    "excess_amount_yuan": "0.00",
    "excess_quantity": 0,
    "expected_days": {"2022-07-01": "1", "2022-07-02": "0.5"},
    "explanation": {
        "title": {"zh": "组织就业并跟踪服务补贴", "en": "Organising and follow-up subsidy"},
        "formula": {"zh": "1 人 × 200 元", "en": "1 person × 200 yuan"},
        "numbers": {"persons": "1", "rate_yuan": "200"},
        "events": ["gongfang:placement#placement/PL-0001@3"],
    },
    "fixed_amount_yuan": "200000.00",
    "fixed_quantity": 100,
    "fund": "awards",
    "grade": "elementary",
    "identity_number": "522229190001010014",
    "incomplete": [],
    "inspected_on": "2022-08-02",
    "kind": "fixed",
    "line": 1,
    "lines": [{"rule": "full_attendance_award", "amount_yuan": "500.00", "workshop": "WS-01", "payer": "CO-01"}],
    "month": "2022-07",
    "name": "Workshop 1",
    "net_profit_yuan": "7500000.00",
    "net_yuan": "125450.00",
    "number": 3,
    "operation": "sewing",
    "operations": ["cutting", "sewing", "packing"],
    "order": "PO-2022-0001",
    "paid": False,
    "parts": [{"pot": "shareholders", "beneficiary": "V001", "amount_yuan": "3750000.00"}],
    "payee": "COOP-01",
    "payee_kind": "organisation",
    "payer": "CO-01",
    "payment": 1024,
    "period": "2022",
    "pin": "17",
    "policy_pack": "songtao",
    "position": 4,
    "product": "toy-a",
    "production_month": "2022-07",
    "punched_at": "2022-07-01T07:58:11+08:00",
    "quantity": 10000,
    "reason": "账号与户名不符",
    "recovered_yuan": "200.00",
    "rejected_quantity": 2,
    "revision": 1,
    "rule": "organiser_subsidy",
    "sealed_details": "kJrxwkRzFhKqB0wZ8o0cL1nXg4v2dTt6",
    "sealed_key": "Zm9yIGV4YW1wbGUgb25seSwgbm8ga2V5",
    "serial": "CN7A220001",
    "shares": "10",
    "since": "2022-07-01",
    "statements_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "station": "ST-01",
    "status": 0,
    "subject": "W-0001",
    "total_yuan": "500.00",
    "township": "T-01",
    "trade": "sewing",
    "unit_rate_yuan": "2.50",
    "valid_from": "2022-07-01",
    "village": "V001",
    "village_collective": "VC-01",
    "waiting": ["WS-01-000001"],
    "weight_days": "1",
    "worked_on": "2022-07-01",
    "worker": "W-0001",
    "workers": 42,
    "workshop": "WS-01",
    "workshops": ["WS-01", "WS-02"],
}
_CLAIM_ANSWER: Final = {"claim_revision": 1, "amount_yuan": "200.00"}
_DELAYED: Final = {"since": "2022-07-01T17:59:30+08:00", "reason": "overflow"}
_OWN_VALUES: Final[dict[str, dict[str, Any]]] = {
    "claim.approved.v1": {
        "beneficiary_kind": "organisation",
        "beneficiary": "COOP-01",
        "period": "2019",
        "policy_pack": "sandu",
        "amount_yuan": "200.00",
    },
    "claim.committed.v1": _CLAIM_ANSWER,
    "claim.queued.v1": _CLAIM_ANSWER,
    "claim.refused.v1": _CLAIM_ANSWER | {"reason": "paid_by_another_claim", "winner": "CL-0000"},
    "orders.delayed.v1": _DELAYED | {"kind": "piecework"},
    "placement.delayed.v1": _DELAYED | {"kind": "attendance", "waiting": ["W-0001", "WS-01", "2022-07-01"]},
    "payroll.delayed.v1": _DELAYED | {"kind": "statement", "waiting": ["W-0001", "2022-07"]},
    "worker.account.decided.v1": {"confirmed": True, "reason": "本人出示银行卡，已核对"},
    "worker.identity.decided.v1": {"reason": "身份证号录入有误，已核对原件"},
    "income.recorded.v1": {"amount_yuan": "500.00", "lines": [{"rule": "piecework", "amount_yuan": "500.00"}]},
    "payment.settled.v1": {"kind": "wage", "beneficiary": "W-0001", "amount_yuan": "500.00"},
    "payment.returned.v1": {"kind": "wage", "beneficiary": "W-0001", "amount_yuan": "500.00"},
}
_OPTIONAL_SHOWN: Final = {"worker", "unit_rate_yuan", "first_day", "station", "line", "winner"}
_SOURCES: Final = {"orders": "erp-qiaoji", "placement": "county-office"}
_SUBJECTS: Final[dict[str, str]] = {
    "order.accepted.v1": "order/CO-01/PO-2022-0001/1",
    "order.completed.v1": "order-completion/CO-01/PO-2022-0001/1",
    "piecework.recorded.v1": "piecework/WS-01-000001/W-0001",
    "production.reported.v1": "production/WS-01/CO-01/toy-a/2022-07",
    "profit.reported.v1": "profit/WS-01/2022",
    "worker.registered.v1": "worker/W-0001",
    "worker.details.changed.v1": "details/W-0001",
    "workshop.changed.v1": "workshop/WS-01",
    "roster.changed.v1": "roster/WS-01/2022-07",
    "attendance.recorded.v1": "attendance/W-0001/WS-01/2022-07-01",
    "skill.certified.v1": "certificate/CERT-0001",
    "shareholding.changed.v1": "shareholding/WS-01/V001/2022-07-01",
    "statement.computed.v1": "statement/W-0001/2022-07",
    "award.granted.v1": "award/WS-01/CO-01/2022-07",
    "profit.divided.v1": "division/WS-01/2022",
    "month.closed.v1": "month/WS-01/2022-07",
    "income.recorded.v1": "income/W-0001/2022-07",
    "payment.settled.v1": "payment/1024",
    "payment.returned.v1": "payment/1024",
    "claim.approved.v1": "claim/CL-0001",
    "claim.committed.v1": "claim/CL-0001",
    "claim.queued.v1": "claim/CL-0001",
    "claim.refused.v1": "claim/CL-0001",
    "orders.delayed.v1": "waiting/piecework/3",
    "placement.delayed.v1": "waiting/attendance/3",
    "payroll.delayed.v1": "waiting/statement/3",
}


def example_of(event: type[Event]) -> dict[str, Any]:
    """A valid event of a class, as JSON-ready values: its required fields and the optional ones worth showing."""
    definition = event.model_json_schema()["$defs"]["Data"]
    required = definition["required"]
    fields = [name for name in definition["properties"] if name in required or name in _OPTIONAL_SHOWN]
    values = _FIELD_VALUES | _OWN_VALUES.get(event.type_name(), {})
    data = {name: values[name] for name in fields if name in values}
    subject = _SUBJECTS.get(event.type_name())
    identity = {"id": "0b1f4c5e-7a53-4f2e-9d0c-0d3b1c6f2a10", "source": _SOURCES.get(event.owner, event.owner)}
    caused = {}
    if subject:
        identity = {"id": f"{subject}@1", "source": f"gongfang:{event.owner}"}
        caused = {
            "subject": subject,
            "correlationid": "erp-qiaoji#0b1f4c5e-7a53-4f2e-9d0c-0d3b1c6f2a10",
            "causationid": "erp-qiaoji#0b1f4c5e-7a53-4f2e-9d0c-0d3b1c6f2a10",
        }
    return {
        "specversion": "1.0",
        **identity,
        "type": event.type_name(),
        "time": "2022-07-01T18:00:00+08:00",
        **caused,
        "data": data,
    }
