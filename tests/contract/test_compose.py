"""The compose file, the image and the dashboards say what the code knows: settings, paths, metrics, packages."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from starlette.applications import Starlette
from starlette.routing import Route

from services.orders.api import create_app as create_orders
from services.payroll.api import create_app as create_payroll
from services.payroll.watching import WageMeasures
from services.placement.api import create_app as create_placement
from shared.events.catalogue import SERVICES
from shared.messaging.metrics import KernelMetrics
from shared.messaging.worker_http import WorkerHealth, worker_http
from shared.sealing import new_key_base64
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
PROCESSES = tuple(f"{service}-{process}" for service in SERVICES for process in ("api", "worker"))
SECRETS = ("REDIS_PASSWORD", "POSTGRES_PASSWORD", "GRAFANA_PASSWORD", "GONGFANG_SEALING_KEY")


@cache
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return parsed


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose()["services"]
    return found


@cache
def compose_validator() -> Any:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text("utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def test_the_compose_file_follows_the_compose_specification() -> None:
    assert [error.message for error in compose_validator().iter_errors(compose())] == []


def test_a_misspelt_key_would_not_follow_the_compose_specification() -> None:
    misspelt = {"services": {"orders-api": {"image": "gongfang:1", "healthchek": {}}}}
    assert not compose_validator().is_valid(misspelt)


def test_the_six_processes_run_from_one_image() -> None:
    assert {services()[name]["image"] for name in PROCESSES} == {"gongfang:${GONGFANG_VERSION:-0.1.0}"}
    for name in PROCESSES:
        (module,) = services()[name]["command"]
        assert module == f"services.{name.replace('-', '.')}"
        assert find_spec(module) is not None


@pytest.mark.parametrize("name", PROCESSES)
def test_every_variable_of_a_process_is_a_setting(name: str) -> None:
    known = {f"GONGFANG_{field.upper()}" for field in Settings.model_fields}
    assert set(services()[name]["environment"]) <= known


def test_every_variable_of_the_example_is_used_and_every_used_one_is_in_the_example() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    example = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE))
    assert set(example) == used
    assert {name: example[name] for name in SECRETS} == dict.fromkeys(SECRETS, "")


def test_no_secret_stands_in_the_compose_file() -> None:
    for name, service in services().items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|_KEY$|SECRET|TOKEN$", variable):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), f"{name}: {variable}"
            for password in re.findall(r"://[^:/@]*:(.+)@", str(value)):
                assert password.startswith("${"), f"{name}: {variable}"


def test_redis_reads_the_users_of_systems_that_write_streams_from_a_file_that_is_there() -> None:
    included = re.findall(r"^\s*include /users/(\S+)$", services()["redis"]["command"][-1], re.MULTILINE)
    assert "./deploy/redis:/users:ro" in services()["redis"]["volumes"]
    assert [(ROOT / "deploy" / "redis" / name).is_file() for name in included] == [True]


@pytest.mark.parametrize("name", PROCESSES)
def test_a_health_check_asks_a_path_and_a_port_that_answer(name: str) -> None:
    service, process = name.split("-")
    settings = Settings()
    port = settings.api_port(service) if process == "api" else settings.worker_port(service)
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(/[a-z/]+)", services()[name]["healthcheck"]["test"][-1])
    assert int(asked[0]) == port
    assert asked[1] == "/health/ready"
    assert asked[1] in paths_of(service, process)
    for published in services()[name].get("ports", []):
        assert published == f"127.0.0.1:{port}:{port}"


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_is_confined_restarted_and_given_time_to_stop(name: str) -> None:
    process = services()[name]
    assert process["read_only"] is True
    assert process["cap_drop"] == ["ALL"]
    assert process["security_opt"] == ["no-new-privileges:true"]
    assert process["restart"] == "unless-stopped"
    assert int(process["stop_grace_period"].removesuffix("s")) > Settings().graceful_stop_seconds
    waits_for = set(process["depends_on"])
    assert waits_for == ({"postgres"} if name.endswith("api") else {"postgres", "redis"})
    assert {condition["condition"] for condition in process["depends_on"].values()} == {"service_healthy"}


@pytest.mark.parametrize("name", list(compose()["services"]))
def test_an_image_is_pinned_by_its_tag_and_every_service_checked_and_limited(name: str) -> None:
    service = services()[name]
    tag = service["image"].rpartition("/")[2].partition(":")[2]
    assert re.search(r"\d", tag)
    assert service["logging"]["options"]["max-size"]
    assert "healthcheck" in service or name == "grafana"
    for volume in service.get("volumes", []):
        source = volume.partition(":")[0]
        assert (ROOT / source).exists() if source.startswith(".") else source in compose()["volumes"]


def test_redis_is_set_up_as_the_workers_demand() -> None:
    configuration = services()["redis"]["command"][-1]
    for wanted in ("appendonly yes", "appendfsync always", "maxmemory-policy noeviction", "requirepass $$"):
        assert wanted in configuration


def test_prometheus_scrapes_all_six_processes_at_their_ports() -> None:
    jobs = yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    for job in jobs:
        for target in job["static_configs"][0]["targets"]:
            name, _, port = target.partition(":")
            service, process = name.split("-")
            assert process == job["job_name"]
            settings = Settings()
            assert int(port) == (settings.api_port(service) if process == "api" else settings.worker_port(service))
            assert job["metrics_path"] in paths_of(service, process)
    targets = {target for job in jobs for target in job["static_configs"][0]["targets"]}
    assert {target.partition(":")[0] for target in targets} == set(PROCESSES)


def test_alerts_and_dashboard_ask_for_metrics_that_exist() -> None:
    existing = set(sample_names())
    asked = {
        name
        for file in (ROOT / "deploy" / "alerts.yml", *(ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
        for name in re.findall(r"\bgongfang_[a-z_]+", file.read_text("utf-8"))
    }
    assert len(asked) > 5
    assert asked <= existing


def test_the_image_installs_the_lock_file_by_hash_and_runs_as_an_ordinary_user() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    final = dockerfile[dockerfile.rindex("\nFROM ") :]
    assert "--require-hashes" in dockerfile
    assert "--only-binary=:all:" in dockerfile
    assert re.search(r"^USER 1\d{4}$", final, flags=re.MULTILINE)
    assert not re.search(r"\b(apt-get|apk|gcc|build-essential|pip)\b", final)
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split("\n")
    for source in re.findall(r"^COPY ([a-z./]+) ", dockerfile, flags=re.MULTILINE):
        assert (ROOT / source).exists()
        assert f"!{source}" in ignored


def paths_of(service: str, process: str) -> set[str]:
    settings = Settings.model_validate({"sealing_key": new_key_base64()})
    create = {"orders": create_orders, "payroll": create_payroll, "placement": create_placement}[service]
    application: Starlette = (
        create(settings) if process == "api" else worker_http(WorkerHealth(), KernelMetrics(service))
    )
    return set(_route_paths(application.routes))


def _route_paths(routes: Any) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route) or hasattr(route, "path"):
            yield route.path
        yield from _route_paths(getattr(getattr(route, "original_router", None), "routes", []))


def sample_names() -> Iterator[str]:
    """The names under which our metrics appear, counters and histograms with their endings."""
    for family in (*KernelMetrics("orders").registry.collect(), *WageMeasures().collect()):
        yield family.name
        endings = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [])
        yield from (family.name + ending for ending in endings)
