"""Every kind of problem the code answers with is one the documents name."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from cli.refusals_document import declared_refusals
from services.orders.api import create_app as orders
from services.payroll.api import create_app as payroll
from services.placement.api import create_app as placement
from shared.http.problems import MEDIA_TYPE
from shared.http.titles import STATUS_AND_TITLE, TITLES
from shared.refusals import Kind
from shared.settings import Settings
from tests.support.harness import SEALING_KEY

ROOT = Path(__file__).resolve().parents[2]
NOT_READY = ("/health/ready", "503")
"""What watches a process asks it for its state, which is no problem of the request."""


SOURCES = [file for folder in ("services", "shared") for file in (ROOT / folder).rglob("*.py")]


def test_every_refusal_has_a_title_of_its_status() -> None:
    declared = declared_refusals()
    assert len(declared) > 200, "the search finds nothing any more"
    strange = [
        place
        for place, refusal in declared.items()
        if refusal.title is not None and refusal.title not in TITLES[STATUS_AND_TITLE[refusal.kind][0]]
    ]
    assert strange == [], "write it into shared/http/titles.py"


def test_every_kind_of_refusal_is_answered_with_a_title_of_its_status() -> None:
    assert set(STATUS_AND_TITLE) == set(get_args(Kind))
    for kind, (status, title) in STATUS_AND_TITLE.items():
        assert title in TITLES[status], kind


def test_no_title_is_named_that_nothing_is_answered_with() -> None:
    used = "".join(file.read_text("utf-8") for file in SOURCES if file.name != "titles.py")
    defaults = {title.code for _, title in STATUS_AND_TITLE.values()}
    for found in TITLES.values():
        for title in found:
            name = title.code.upper()
            assert title.code in defaults or re.search(rf'\b{name}\b|"{title.en}"', used), title


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
                    assert told == [title.en for title in TITLES[int(status)]]
