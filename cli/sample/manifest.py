"""manifest.json: what to send, in which order, from whom and by which door, and what must be refused."""

from typing import Final

import orjson

from cli.sample.folder import SampleFolder
from cli.sample.request import SampleRequest

MANIFEST: Final = "manifest.json"
FORMAT: Final = "gongfang-sample/1"


def manifest_bytes(folder: SampleFolder, request: SampleRequest) -> bytes:
    """The manifest of everything written to the folder."""
    steps = folder.ordered_steps()
    sendings = [*(step.sending for step in steps), *(step.sending for step in folder.after)]
    clients = {sending.client.id: sending.client for sending in sendings}
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
        "steps": [step.sending.as_json(step.file, step.entries) for step in steps],
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
        "after": [step.as_json() for step in folder.after],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
