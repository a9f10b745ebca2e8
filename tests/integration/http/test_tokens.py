"""Whatever a token holds, its bearer is told that it is not accepted, and why; never that the service failed."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest

from tests.support.api_process import ApiProcess

CLAIMS: dict[str, Any] = {"sub": "operator", "scope": "operator"}
ODD = {
    "no sub": {"sub": None},
    "an empty sub": {"sub": ""},
    "a sub of 5 000": {"sub": "x" * 5_000},
    "a sub that is a number": {"sub": 7},
    "a sub that is a list": {"sub": ["operator"]},
    "a sub with a line break": {"sub": "oper\nator"},
    "a sub with a NUL": {"sub": "oper\0ator"},
    "a list as scope": {"scope": ["operator"]},
    "a list that reads like scopes": {"scope": ["x operator x"]},
    "an object as scope": {"scope": {"operator": True}},
    "a number as scope": {"scope": 1},
    "an exp that is a text": {"exp": "tomorrow"},
    "an exp that is a list": {"exp": [4_000_000_000]},
    "an exp beyond any number": {"exp": float("inf")},
    "an exp that is no number": {"exp": float("nan")},
    "an exp in the past": {"exp": 1},
    "an aud that is a number": {"aud": 7},
    "an aud that is an object": {"aud": {"gongfang": 1}},
    "a list of lists as aud": {"aud": [["gongfang"]]},
    "an nbf that is a list": {"nbf": [1]},
    "an iat that is a text": {"iat": "soon"},
    "a jti that is a list": {"jti": []},
}
_HEADERS = {
    "a kid that is a list": {"alg": "EdDSA", "kid": ["tests"]},
    "a kid that is an object": {"alg": "EdDSA", "kid": {}},
    "no alg": {"kid": "tests"},
    "an alg that is a list": {"alg": ["EdDSA"], "kid": "tests"},
    "alg none": {"alg": "none", "kid": "tests"},
    "crit": {"alg": "EdDSA", "kid": "tests", "crit": 7},
}


def told(api: ApiProcess, header: Any) -> dict[str, Any]:
    answer = httpx.get(f"{api.url}/v1/dead-letters", headers=header)
    assert answer.status_code == 401, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["title"] == "Not authenticated"
    return problem


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_claims_of_the_wrong_kind_are_not_accepted(api: ApiProcess, odd: dict[str, Any]) -> None:
    assert told(api, api.issuer.signed(CLAIMS | odd))["detail"]


@pytest.mark.parametrize("header", _HEADERS.values(), ids=_HEADERS)
def test_a_header_of_the_wrong_kind_is_not_accepted(api: ApiProcess, header: dict[str, Any]) -> None:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, CLAIMS)]
    assert told(api, {"Authorization": f"Bearer {'.'.join([*parts, 'c2ln'])}"})["detail"]


@pytest.mark.parametrize("text", ["x", "a.b.c", "e30.e30.e30", "W10.W10.W10", "." * 3_000, "\xff" * 20])
def test_what_is_no_token_is_not_accepted(api: ApiProcess, text: str) -> None:
    assert told(api, {b"Authorization": f"Bearer {text}".encode("latin-1")})["detail"]


def test_the_same_claims_of_the_right_kind_are_accepted(api: ApiProcess) -> None:
    answer = httpx.get(f"{api.url}/v1/dead-letters", headers=api.issuer.signed(CLAIMS))
    assert answer.status_code == 200
