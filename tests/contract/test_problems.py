"""Every kind of problem the code answers with is one the documents name."""

import ast
from pathlib import Path
from typing import Any

import pytest

from services.orders.api import create_app as orders
from services.payroll.api import create_app as payroll
from services.placement.api import create_app as placement
from shared.http.problems import MEDIA_TYPE, TITLES
from shared.settings import Settings
from tests.harness import SEALING_KEY

ROOT = Path(__file__).resolve().parents[2]
NOT_READY = ("/health/ready", "503")
"""What watches a process asks it for its state, which is no problem of the request."""


def test_every_problem_raised_has_a_kind_the_documents_name() -> None:
    raised = {
        (status, title)
        for folder in ("services", "shared")
        for file in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "ProblemError"
        for status, title in [[part.value if isinstance(part, ast.Constant) else None for part in call.args[:2]]]
        if isinstance(status, int) and isinstance(title, str)
    }
    assert len(raised) > 20, "the search finds nothing any more"
    named = {(status, title) for status, titles in TITLES.items() for title in titles}
    assert sorted(raised - named) == [], "write it into shared/http/problems.py"
    assert (
        sorted(
            named
            - raised
            - {(409, "Conflict"), (409, "Not decided"), (422, "Not applied"), (422, "The request is not valid")}
        )
        == []
    )


@pytest.mark.parametrize("create_app", [orders, payroll, placement])
def test_every_operation_declares_its_problems_with_their_kinds(create_app: Any) -> None:
    document = create_app(Settings(sealing_key=SEALING_KEY)).openapi()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            expected = {"422", "500", "503"}
            expected |= {"401", "403", "409"} if "security" in operation else set()
            expected |= {"404"} if "{" in path else set()
            expected |= {"400", "408", "413", "415"} if "requestBody" in operation else set()
            assert expected <= set(answers), (method, path)
            for status, answer in answers.items():
                if status >= "4":
                    beside = ["application/json"] if (path, status) == NOT_READY else []
                    assert list(answer["content"]) == [MEDIA_TYPE, *beside], (method, path, status)
                    told = answer["content"][MEDIA_TYPE]["schema"]["allOf"][1]["properties"]["title"]["enum"]
                    assert told == list(TITLES[int(status)])
