"""manifest.json: what to send, in which order, from whom and by which door, and what must be refused."""

from typing import Any, Final

import orjson

from cli.sample.folder import SampleFolder, Step
from cli.sample.request import SampleRequest

MANIFEST: Final = "manifest.json"
FORMAT: Final = "gongfang-sample/1"


def manifest_bytes(folder: SampleFolder, request: SampleRequest) -> bytes:
    """The manifest of everything written to the folder."""
    steps = folder.ordered_steps()
    clients = {step.sending.client.id: step.sending.client for step in steps}
    inbound: dict[str, dict[str, str]] = {}
    for sending in (step.sending for step in steps if step.sending.door == "stream"):
        inbound.setdefault(sending.service, {})[sending.client.id] = " ".join(sending.client.scopes)
    content = {
        "format": FORMAT,
        "sample": {
            "workshops": request.workshops,
            "workers": request.workers,
            "month": str(request.month),
            "seed": request.seed,
            "faults": request.faults,
        },
        "clients": [{"id": client.id, "scopes": list(client.scopes), "who": client.who} for client in clients.values()],
        "inbound_clients": inbound,
        "steps": [_step(step) for step in steps],
        "expected_refusals": [
            {
                "file": fault.file,
                "line": fault.line,
                "status": fault.refusal.status,
                "pointer": fault.refusal.pointer,
                "decided_by": fault.refusal.by,
                "fault": fault.kind,
            }
            for fault in folder.faults
            if fault.refusal is not None
        ],
        "expected_incomplete": [
            {"worker": worker, "month": month, "reason": reason} for worker, month, reason in folder.incomplete
        ],
        "without_account": folder.without_account,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _step(step: Step) -> dict[str, Any]:
    sending = step.sending
    return {
        "file": step.file,
        "service": sending.service,
        "door": sending.door,
        **sending.detail,
        "client": sending.client.id,
        "entries": step.entries,
    }
