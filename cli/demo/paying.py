"""Closing and paying the sample's month: clerk, checker, finance, and a bank that returns one payment."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from stdnum import luhn

from cli.demo.failing import DemoFailedError
from cli.stack import Stack
from shared.clock import shanghai_today

_TEMPLATE = "generic-csv"
_CLERK_HOLDS_UNREGISTERED = "not registered yet; looked up with the station"


@dataclass
class Paid:
    """What became of the month."""

    closed: list[dict[str, Any]] = field(default_factory=list)
    batches: list[dict[str, Any]] = field(default_factory=list)
    months: list[dict[str, Any]] = field(default_factory=list)
    settlements: list[dict[str, Any]] = field(default_factory=list)
    trial_balance: dict[str, Any] = field(default_factory=dict)
    papers: list[Path] = field(default_factory=list)

    @property
    def blocked(self) -> list[dict[str, Any]]:
        """Who could not be paid when it was last tried for everybody."""
        tried = [batch for batch in self.batches if batch["retry_of"] is None]
        found: list[dict[str, Any]] = tried[-1]["blocked"] if tried else []
        return found


def close_and_pay(stack: Stack, month: str) -> Paid:
    """Take every workshop's month from open to paid; a second run finds it paid and changes nothing."""
    paid = Paid()
    folder = stack.data_folder / "papers"
    folder.mkdir(exist_ok=True, mode=0o700)
    workshops = _workshops(stack)
    with _Caller(stack) as caller:
        for workshop in workshops:
            closed = _close(caller, workshop, month)
            if closed is not None:
                paid.closed.append({"workshop": workshop["workshop"], **closed})
        _open_accounts(caller, workshops)
        _pay(caller, month, folder, paid)
        paid.months = caller.get("finance", f"/v1/months?month={month}")["months"]
        for row in paid.months:
            paid.settlements += caller.get("finance", f"/v1/months/{row['workshop']}/{month}").get("settlements", [])
        paid.trial_balance = caller.get("finance", "/v1/ledger/trial-balance")
        for workshop in workshops[:1]:
            paid.papers += _print_papers(caller, workshop["workshop"], month, folder)
    return paid


def _workshops(stack: Stack) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {stack.keys.token('demo', ['placement:read'])}"}
    answer = httpx.get(f"{stack.url('placement')}/v1/workshops", headers=headers, timeout=60)
    workshops: list[dict[str, Any]] = answer.raise_for_status().json()["workshops"]
    return workshops


class _Caller:
    """Calls payroll as one of the month's people, each with a token of his own."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._client = httpx.Client(base_url=stack.url("payroll"), timeout=120)

    def __enter__(self) -> "_Caller":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _scopes(self, who: str) -> list[str]:
        kind, _, place = who.partition(":")
        if kind in ("finance", "cashier", "registrar"):
            return ["payroll:finance", "payroll:read"]
        return [f"{kind}:{place}"]

    def request(self, who: str, method: str, path: str, allowed: int | None = None, **request: Any) -> httpx.Response:
        """One call. Raises DemoFailedError with the refusal, but for a status the caller looks at."""
        token = self._stack.keys.token(who.replace(":", "-").lower(), self._scopes(who))
        answer = self._client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **request)
        if answer.is_error and answer.status_code != allowed:
            raise DemoFailedError([f"{method} {path} as {who} was refused: {answer.status_code} {answer.text}"])
        return answer

    def get(self, who: str, path: str) -> Any:
        return self.request(who, "GET", path).json()

    def post(self, who: str, path: str, body: dict[str, Any]) -> Any:
        return self.request(who, "POST", path, json=body).json()


def _close(caller: _Caller, workshop: dict[str, Any], month: str) -> dict[str, Any] | None:
    """The clerk holds back who is not registered and submits; the checker approves what he sees."""
    path = f"/v1/months/{workshop['workshop']}/{month}"
    clerk, checker = f"clerk:{workshop['workshop']}", f"checker:{workshop['township']}"
    seen = caller.get(clerk, path)
    if seen["state"] in ("closed", "paid"):
        return None
    held = [{"worker": worker, "reason": _CLERK_HOLDS_UNREGISTERED} for worker in seen["incomplete"]]
    submitted = caller.post(clerk, f"{path}/submit", {"hold": held})
    approved = caller.post(checker, f"{path}/approve", {"statements_hash": submitted["statements_hash"]})
    return {**approved, "held": submitted["held"]}


def _open_accounts(caller: _Caller, workshops: list[dict[str, Any]]) -> None:
    """Village collectives are paid too; who says where to neither makes a batch nor fetches its file."""
    for number, workshop in enumerate(workshops, start=1):
        collective = workshop["village_collective"]
        body = {"number": _account_number(number), "bank_name": "样例村镇银行", "holder": f"{collective} 村集体"}
        caller.request("registrar", "PUT", f"/v1/payee-accounts/collective/{collective}", json=body)


def _account_number(number: int) -> str:
    """Of a bank that does not exist; the last digit fits the others as on a real card."""
    body = f"00009909{number:09d}"
    return body + luhn.calc_check_digit(body)


def _pay(caller: _Caller, month: str, folder: Path, paid: Paid) -> None:
    """A batch, the bank's answer with one payment returned, and that one tried again alone."""
    wanted = {"template": _TEMPLATE, "month": month}
    made = caller.request("finance", "POST", "/v1/payment-batches", allowed=httpx.codes.CONFLICT, json=wanted)
    if made.status_code != httpx.codes.CONFLICT:  # as on a second run: everything is paid
        batch = made.json()["batch"]
        _answer(caller, batch, folder, returned=1)
        retried = caller.post("finance", f"/v1/payment-batches/{batch}/retry", {})
        _answer(caller, retried["batch"], folder, returned=0)
    listed = caller.get("finance", f"/v1/payment-batches?month={month}&limit=500")["batches"]
    numbers = sorted(row["batch"] for row in listed if row["state"] != "cancelled")
    paid.batches = [caller.get("finance", f"/v1/payment-batches/{number}") for number in numbers]


def _answer(caller: _Caller, batch: int, folder: Path, *, returned: int) -> None:
    """The bank takes the file and answers every line; the first `returned` come back."""
    path = f"/v1/payment-batches/{batch}"
    file = caller.request("cashier", "GET", f"{path}/file")
    target = folder / f"bank-{batch}.csv"
    target.write_bytes(file.content)
    target.chmod(0o600)
    answer = io.StringIO()
    writer = csv.writer(answer)
    writer.writerow(["明细编号", "处理结果", "失败原因", "处理日期", "金额"])
    day = shanghai_today().isoformat()
    for number, row in enumerate(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))):
        result = ("失败", "户名与账号不符") if number < returned else ("成功", "")
        writer.writerow([row["明细编号"], *result, day, row["金额"]])
    (folder / f"bank-{batch}-return.csv").write_text(answer.getvalue(), encoding="utf-8")
    content = answer.getvalue().encode()
    taken = caller.request("finance", "POST", f"{path}/return", content=content).json()
    if taken["problems"]:
        raise DemoFailedError(
            f"batch {batch}, line {part['line']} of the bank's answer: {part['field']} {part['advice']}"
            for part in taken["problems"]
        )


def _print_papers(caller: _Caller, workshop: str, month: str, folder: Path) -> list[Path]:
    """The first worker's payslip and the workshop's wage list."""
    settled = caller.get("finance", f"/v1/months/{workshop}/{month}")["settlements"]
    worker = next(part["beneficiary"] for part in settled if part["beneficiary_kind"] == "worker")
    papers = []
    for name, path in (
        (f"payslip-{worker}-{month}.pdf", f"/v1/payslips/{worker}/{month}?format=pdf"),
        (f"wage-list-{workshop}-{month}.xlsx", f"/v1/wage-lists/{workshop}/{month}?format=xlsx"),
    ):
        target = folder / name
        target.write_bytes(caller.request("finance", "GET", path).content)
        target.chmod(0o600)
        papers.append(target)
    return papers
