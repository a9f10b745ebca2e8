"""A server that ends while the demonstration sends is waited for: everything comes out as if it had not."""

import os
import signal
import subprocess
import time
from pathlib import Path

from cli.embedded.spawning import ProcessRecord
from tests.integration.system.command import COMMAND, ROOT, gongfang


def test_both_servers_killed_while_it_sends_are_waited_for(tmp_path: Path) -> None:
    data, sample = tmp_path / "data", tmp_path / "sample"
    made = gongfang("sample", str(sample), "--workshops", "1", "--workers", "16", "--month", "2022-07")
    assert made.returncode == 0, made.stderr
    command = [*COMMAND, "demo", "--exit", "--data", str(data), "--sample", str(sample), "--base-port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as running:
        log = data / "logs" / "placement-api.log"
        deadline = time.monotonic() + 90
        while not (log.exists() and "batch_applied" in log.read_text("utf-8")):
            assert running.poll() is None
            assert time.monotonic() < deadline, "nothing was sent"
            time.sleep(0.02)
        for server in ("postgres", "valkey"):
            record = ProcessRecord.read(data / "run" / f"{server}.json")
            assert record is not None
            os.kill(record.pid, signal.SIGKILL)
        output, errors = running.communicate(timeout=240)
    assert running.returncode == 0, output + errors
    assert "Traceback" not in output + errors
    assert "after the month was paid" in output


def test_a_folder_that_is_no_sample_is_told(tmp_path: Path) -> None:
    run = gongfang("demo", "--exit", "--data", str(tmp_path / "data"), "--sample", str(tmp_path))
    assert (run.returncode, "is no sample" in run.stderr, "Traceback" in run.stderr) == (1, True, False)
