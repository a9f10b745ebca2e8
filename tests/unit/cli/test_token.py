"""Issuing a token: who it is for is one of a kind, and roles of two people are told."""

from pathlib import Path

import jwt
from typer.testing import CliRunner, Result

from cli.main import app


def issue(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["token", "--data", str(folder), *arguments])


def test_a_token_carries_the_one_form_of_its_subject(tmp_path: Path) -> None:
    issued = issue(tmp_path, "Li-01", "clerk:WS-01")
    assert (issued.exit_code, issued.stderr) == (0, "")
    assert jwt.decode(issued.stdout.strip(), options={"verify_signature": False})["sub"] == "li-01"


def test_one_token_for_preparing_and_approving_is_told_at_issue(tmp_path: Path) -> None:
    issued = issue(tmp_path, "boss", "clerk:WS-01", "checker:TW-01")
    assert issued.exit_code == 0
    assert "clerk:WS-01 + checker:TW-01: 提交和核准应由两人办理" in issued.stderr
    assert len(issued.stdout.split()) == 1, "the warning must not stand in what a script takes for the token"


def test_a_subject_that_could_pass_for_another_gets_no_token(tmp_path: Path) -> None:
    refused = issue(tmp_path, "boss ", "clerk:WS-01")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "begins or ends with a blank" in refused.stderr
