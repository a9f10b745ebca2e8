"""The supervision of the services' processes: readiness, restart, back-off, a clean end."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cli.embedded import EmbeddedError
from cli.embedded.logs import log_tail, open_log
from cli.embedded.ports import reserve_port
from cli.embedded.restarting import RestartPolicy
from cli.processes import ProcessGroup, ServiceProcess
from tests.integration.embedded.helpers import is_gone, running_owner, wait_until

QUICK_RESTARTS = RestartPolicy(first_delay_seconds=0.05, longest_delay_seconds=0.15, maximum_quick_failures=4)
WEB = """
import http.server, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("good bye"), sys.exit(0)))
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(os.environ["GREETING"].encode())
print("serving")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(20)"
DETACHED = "import ctypes, time; ctypes.CDLL(None).prctl(1, 0); print('up'); time.sleep(20)"


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def web_service(name: str = "orders-api") -> ServiceProcess:
    port = reserve_port()
    port.release()
    return ServiceProcess(
        name,
        python(WEB, str(port.number)),
        {"GREETING": "hello"},
        health_url=f"http://127.0.0.1:{port.number}/health",
    )


def test_group_is_ready_when_every_process_answers_and_stops_gracefully(tmp_path: Path) -> None:
    with ProcessGroup(tmp_path, [web_service("orders-api"), web_service("payroll-api")]) as group:
        group.wait_until_ready(15)
        pids = [group.pid("orders-api"), group.pid("payroll-api")]
    assert all(pid is not None and is_gone(pid) for pid in pids)
    assert "good bye" in log_tail(group.log_file("orders-api"))
    assert list((tmp_path / "run").iterdir()) == []


def test_killed_process_comes_back_and_is_no_failure(tmp_path: Path) -> None:
    reports: list[str] = []
    with ProcessGroup(tmp_path, [web_service()], report=reports.append) as group:
        group.wait_until_ready(15)
        for round_number in range(1, 4):
            before = group.pid("orders-api")
            group.kill("orders-api")
            wait_until(lambda: group.pid("orders-api") not in (None, before), "the process is back")  # noqa: B023
            group.wait_until_ready(15)
            assert group.restarts("orders-api") == round_number
    assert reports == []


def test_process_that_dies_by_itself_is_restarted_with_a_report(tmp_path: Path) -> None:
    reports: list[str] = []
    with ProcessGroup(tmp_path, [web_service()], report=reports.append, restart_policy=QUICK_RESTARTS) as group:
        group.wait_until_ready(15)
        before = group.pid("orders-api")
        assert before is not None
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: group.restarts("orders-api") == 1, "the process is restarted")
        group.wait_until_ready(15)
    assert len(reports) == 1
    assert "orders-api ended unexpectedly (signal SIGKILL)" in reports[0]


def test_process_that_cannot_live_is_given_up_after_growing_delays(tmp_path: Path) -> None:
    reports: list[str] = []
    broken = ServiceProcess("payroll-worker", python("print('no database'); raise SystemExit(3)"))
    with ProcessGroup(tmp_path, [broken], restart_policy=QUICK_RESTARTS, report=reports.append) as group:
        wait_until(lambda: len(reports) == 4, "the process is given up")
        with pytest.raises(EmbeddedError) as failure:
            group.wait_until_ready(1)
        time.sleep(0.3)
        assert group.restarts("payroll-worker") == 3
        assert group.pid("payroll-worker") is None
    assert [report.rpartition("; ")[2] for report in reports[:3]] == [
        "next start in 0.1 seconds",  # 0.05, shown with one decimal
        "next start in 0.1 seconds",
        "next start in 0.1 seconds",  # 0.2, bounded to 0.15
    ]
    for part in ("payroll-worker", "exit code 3", "4 times in a row", "no database"):
        assert part in str(failure.value)


def test_delay_doubles_up_to_its_bound() -> None:
    policy = RestartPolicy(first_delay_seconds=0.5, longest_delay_seconds=3.0)
    assert [policy.delay_seconds(failures) for failures in range(6)] == [0.5, 0.5, 1.0, 2.0, 3.0, 3.0]


def test_process_that_lived_long_enough_starts_its_count_anew(tmp_path: Path) -> None:
    policy = RestartPolicy(first_delay_seconds=0.01, quick_failure_seconds=0.05, maximum_quick_failures=2)
    slow_death = ServiceProcess("orders-worker", python("import time; time.sleep(0.1); raise SystemExit(1)"))
    with ProcessGroup(tmp_path, [slow_death], restart_policy=policy, report=lambda _: None) as group:
        wait_until(lambda: group.restarts("orders-worker") >= 3, "it is restarted more often than the maximum")
        group.check()


def test_process_not_ready_in_time_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    deaf = ServiceProcess("placement-api", python(STUBBORN), health_url="http://127.0.0.1:9/health")
    with ProcessGroup(tmp_path, [deaf], stop_patience_seconds=0.2, report=lambda _: None) as group:
        wait_until(lambda: "up" in log_tail(group.log_file("placement-api")), "the process runs")
        with pytest.raises(EmbeddedError, match=r"placement-api was not ready within 0.3 seconds:\n    up"):
            group.wait_until_ready(0.3)


def test_process_that_ignores_the_request_to_stop_is_ended_by_force(tmp_path: Path) -> None:
    reports: list[str] = []
    stubborn = ServiceProcess("orders-worker", python(STUBBORN))
    with ProcessGroup(tmp_path, [stubborn], stop_patience_seconds=0.3, report=reports.append) as group:
        wait_until(lambda: "up" in log_tail(group.log_file("orders-worker")), "the process runs")
        pid = group.pid("orders-worker")
    assert pid is not None
    assert is_gone(pid)
    assert reports == ["orders-worker did not stop in time and was ended by force"]


def test_port_that_another_program_answers_on_is_refused_before_anything_starts(tmp_path: Path) -> None:
    service = web_service()
    with ProcessGroup(tmp_path / "one", [service]) as first:
        first.wait_until_ready(15)
        second = ProcessGroup(tmp_path / "two", [service])
        with pytest.raises(EmbeddedError, match=r"port \d+, which orders-api needs, is in use"):
            second.start()
        assert not second.log_file("orders-api").exists()


def test_killed_owner_takes_its_processes_with_it(tmp_path: Path) -> None:
    with running_owner("processes", str(tmp_path), STUBBORN) as owner:
        pid = int(owner.facts["pid"])
        owner.process.kill()
        wait_until(lambda: is_gone(pid), "the process ends with its owner")


def test_process_that_outlived_its_owner_is_ended_by_the_next_start(tmp_path: Path) -> None:
    with running_owner("processes", str(tmp_path), DETACHED) as owner:
        pid = int(owner.facts["pid"])
        wait_until(lambda: "up" in log_tail(tmp_path / "logs" / "sleeper.log"), "the process runs")
        owner.process.kill()
        owner.process.wait()
        time.sleep(0.2)
        assert not is_gone(pid)
        with ProcessGroup(tmp_path, []):
            assert is_gone(pid)


def test_log_over_its_limit_is_set_aside_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "orders-api.log"
    for content in (b"first " * 10, b"second"):
        descriptor = open_log(path, size_limit_bytes=20)
        os.write(descriptor, content)
        os.close(descriptor)
    assert path.read_bytes() == b"second"
    assert path.with_name("orders-api.log.1").read_bytes() == b"first " * 10
