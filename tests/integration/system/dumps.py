"""Everything a running system wrote down, and the personal details that must not be in it in clear."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from redis import Redis

from cli.stack import Stack
from shared.events.catalogue import SERVICES
from tests.integration.system.command import SAMPLE
from tests.support.servers import execute

PERSONAL = ("name", "identity_number", "phone")


@cache
def personal_details() -> frozenset[bytes]:
    """Every name, identity number, phone and account of the sample, in UTF-8 and as JSON may escape it."""
    found: set[bytes] = set()
    for file in sorted(SAMPLE.glob("*/accounts.csv")):
        with file.open(encoding="utf-8", newline="") as opened:
            found |= {row["account_number"].encode() for row in csv.DictReader(opened)}
    for file in sorted(SAMPLE.glob("*/workers.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.DictReader(opened):
                texts = [row[column] for column in PERSONAL if row[column]]
                found |= {text.encode() for text in texts}
                found |= {text.encode("unicode_escape") for text in texts}
    return frozenset(found)


def found_in(content: bytes) -> list[bytes]:
    """The details that occur in something dumped."""
    return sorted(detail for detail in personal_details() if detail in content)


def dump_tables(stack: Stack) -> dict[str, bytes]:
    """Every table of every service: its rows as text, and the bytes that stand in them in hexadecimal."""
    tables: dict[str, bytes] = {}
    for service in SERVICES:
        url = stack.settings.service_database_url(service)
        names = execute(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (name,) in names:
            rows = execute(url, f'SELECT t::text AS content FROM "{name}" t')
            text = "\n".join(row["content"] for row in rows)
            in_bytes = [bytes.fromhex(run) for run in re.findall(r"\\x((?:[0-9a-f]{2})+)", text)]
            tables[f"{service}.{name}"] = b"\n".join([text.encode(), *in_bytes])
    return tables


def dump_streams(stack: Stack) -> dict[str, bytes]:
    """Every entry of every stream."""
    streams: dict[str, bytes] = {}
    with Redis.from_url(stack.addresses.redis_url) as redis:
        for key in redis.scan_iter(_type="STREAM"):
            entries: Any = redis.xrange(key)
            streams[key.decode()] = b"\n".join(value for _, fields in entries for value in fields.values())
    return streams


def log_files(data_folder: Path) -> dict[str, bytes]:
    """Every log, of services and servers."""
    return {file.name: file.read_bytes() for file in sorted((data_folder / "logs").iterdir())}
