"""Keeps measured rows: one for each subject and capture, the newest. Quick runs have a file of their own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .captures import ROOT, WORK

Row = dict[str, Any]


def kept_in(quick: bool) -> Path:
    """The file of whole measurements, or that of quick ones."""
    return WORK / ("results-quick.jsonl" if quick else "results.jsonl")


def load(file: Path) -> list[Row]:
    """The kept rows; none when nothing was measured yet."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def keep(file: Path, rows: list[Row]) -> None:
    """Adds the rows, in place of older ones of the same subject and capture."""
    stamp = {"measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "commit": commit()}
    by_key = {(row["subject"], row["capture"]): row for row in load(file)}
    for row in rows:
        by_key[(row["subject"], row["capture"])] = row | stamp
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in by_key.values()))


def commit() -> str:
    """The short id of the checked-out commit, or "unknown" outside a repository."""
    said = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],
                          capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


def machine() -> str:
    """Processor, cores, memory and system, in a sentence's half."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return (f"{model}, {len(os.sched_getaffinity(0))} cores, {memory_gib:.0f} GiB of memory, "
            f"{system}, Linux {'.'.join(platform.release().split('.')[:2])}")


class Rows:
    """Measured rows, looked up by subject and capture."""

    def __init__(self, rows: list[Row]) -> None:
        self.all = rows
        self._by_key = {(row["subject"], row["capture"]): row for row in rows}

    def find(self, subject: str, capture: str) -> Row | None:
        """The row, unless the subject was skipped or never run."""
        row = self._by_key.get((subject, capture))
        return None if row is None or "skipped" in row else row

    def mixed_captures(self) -> list[str]:
        """Names of the mixed captures that were measured, largest first."""
        names = {str(row["capture"]) for row in self.all if str(row["capture"]).startswith("mixed-")}
        return sorted(names, key=lambda name: -int(name.split("-")[1]))

    def largest(self, subject: str) -> Row | None:
        """The subject's row on the largest mixed capture that it was measured on."""
        found = (self.find(subject, name) for name in self.mixed_captures())
        return next((row for row in found if row is not None), None)
