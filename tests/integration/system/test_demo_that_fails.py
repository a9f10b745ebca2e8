"""The demonstration ends with an error and shows no result where one is not what the sample says."""

from pathlib import Path

import orjson

from tests.integration.system.command import gongfang


def test_a_refusal_that_the_sample_does_not_name_ends_the_demonstration_with_an_error(tmp_path: Path) -> None:
    sample, data = tmp_path / "sample", tmp_path / "data"
    made = gongfang("sample", str(sample), "--workshops", "1", "--workers", "16", "--month", "2022-07")
    assert made.returncode == 0, made.stderr
    file = sample / "manifest.json"
    manifest = orjson.loads(file.read_bytes())
    unnamed = next(part for part in manifest["expected_refusals"] if part["status"] == "conflict")
    manifest["expected_refusals"].remove(unnamed)
    file.write_bytes(orjson.dumps(manifest))
    run = gongfang("demo", "--exit", "--data", str(data), "--sample", str(sample), "--base-port", "0")
    assert run.returncode == 1, run.stdout
    assert "the demonstration did not come true:" in run.stderr
    place = f"{unnamed['file']} {unnamed['line']} conflict {unnamed['pointer']}"
    assert f"refused at a door, unexpected: {place}" in run.stderr
    assert run.stderr.count("\n  - ") == 2, "it was answered, and kept as a dead letter"
    assert "Traceback" not in run.stderr
    assert "largest statements" not in run.stdout
