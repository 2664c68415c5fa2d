"""Event logs: what reading them costs, beside the programs of Debian that read them too."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import results
from .captures import ROOT, WORK, BenchError, NoCorpus
from .measure import run_once
from .subjects import WARDWATCH, environment

CORPUS = Path(os.environ.get("WARDWATCH_CORPUS", ROOT.parent / "shared" / "corpus")) / "evtx"
MAKE = WARDWATCH.parent / "tests" / "make_event_log"
MADE_EVENTS = 300_000
KEPT = WORK / "events.jsonl"

# Title, and how far `investigate --bench` goes; None is the whole of it.
STAGES = [
    ("wardwatch: parse, no text is made", "read"),
    ("wardwatch: parse, records", "decode"),
    ("wardwatch: parse, records, detect, JSON", "json"),
    ("wardwatch: parse, records, detect, DuckDB", "duckdb"),
    ("wardwatch investigate, default outputs", None),
]


@dataclass(frozen=True)
class Logs:
    """Event logs that are read in one go."""

    name: str
    paths: list[Path]
    rounds: int
    by_python: bool = False

    @property
    def megabytes(self) -> float:
        return sum(path.stat().st_size for path in self.paths) / 1e6


def chosen() -> list[Logs]:
    """One real log of a server, all logs of the corpus, and a large one that is made up."""
    if not CORPUS.exists():
        raise NoCorpus("SKIPPED: event logs are measured on the corpus (WARDWATCH_CORPUS)")
    if not MAKE.exists():
        raise BenchError(f"{MAKE} is not built: ./dev build")
    made = WORK / f"made-{MADE_EVENTS}.evtx"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([MAKE, made, str(MADE_EVENTS)], check=True)
    return [Logs("one real log", [CORPUS / "omerbenamram" / "system.evtx"], 5, by_python=True),
            Logs("all logs of the corpus", sorted(CORPUS.rglob("*.evtx")), 3),
            Logs("a large made-up log", [made], 3)]


def ours(logs: Logs, stage: str | None) -> dict[str, float]:
    """Median CPU seconds of a run, and the events that it read."""
    more = [] if stage is None else ["--bench", stage]
    costs, events = [], 0
    for _ in range(logs.rounds):
        with tempfile.TemporaryDirectory(dir=WORK) as work:
            case = Path(work) / "case"
            argv = [str(WARDWATCH), "investigate", *map(str, logs.paths), "--out", str(case), "--workers", "1", *more]
            costs.append(run_once(argv, Path(work) / "log", environment(), pinned=True))
            manifest = json.loads((case / "manifest.json").read_text())
            events = sum(item["events"] for item in manifest["evidence"])
    return {"cpu_s": statistics.median(cost.cpu_s for cost in costs), "events": events,
            "peak_rss_mb": max(cost.peak_rss_mb for cost in costs)}


def theirs(command: list[str], logs: Logs) -> dict[str, float]:
    """CPU seconds of one run a file: neither program takes more than one."""
    with tempfile.TemporaryDirectory(dir=WORK) as work:
        costs = [run_once([*command, str(path)], Path(work) / "log", {}, pinned=True) for path in logs.paths]
    return {"cpu_s": sum(cost.cpu_s for cost in costs), "peak_rss_mb": max(cost.peak_rss_mb for cost in costs)}


def measure() -> None:
    """Measures everything and keeps it."""
    WORK.mkdir(parents=True, exist_ok=True)
    rows = []
    for logs in chosen():
        about = {"logs": logs.name, "files": len(logs.paths), "megabytes": logs.megabytes}
        events = 0
        for title, stage in STAGES:
            cost = ours(logs, stage)
            events = cost["events"]
            rows.append(about | cost | {"title": title})
        for program, title, wanted in (("evtxexport", "evtxexport (libevtx), as text", True),
                                       ("evtx_dump.py", "evtx_dump.py (python-evtx), as XML", logs.by_python)):
            if wanted and shutil.which(program):
                rows.append(about | theirs([program], logs) | {"title": title, "events": events})
            elif wanted:
                rows.append(about | {"title": title, "skipped": f"{program} is not installed"})
    KEPT.write_text("".join(json.dumps(row | {"commit": results.commit()}) + "\n" for row in rows))


def block() -> str:
    """The table for docs/performance.md."""
    from .report import table
    rows = results.load(KEPT)
    parts = []
    for name in dict.fromkeys(row["logs"] for row in rows):
        here = [row for row in rows if row["logs"] == name]
        measured = [row for row in here if "skipped" not in row]
        first = measured[0]
        parts.append(f"{name}: {first['files']} file{'s' if first['files'] > 1 else ''}, {first['megabytes']:.1f} MB, "
                     f"{first['events']:,} events.\n\n" + table(
                         ["program", "CPU s", "events/s", "MB/s", "peak RSS MB"],
                         [[row["title"], f"{row['cpu_s']:.3f}", f"{row['events'] / row['cpu_s']:,.0f}",
                           f"{row['megabytes'] / row['cpu_s']:,.1f}", f"{row['peak_rss_mb']:,.0f}"]
                          for row in measured]))
        parts += [f"Not measured, as {row['skipped']}: {row['title']}." for row in here if "skipped" in row]
    return "\n\n".join(parts) or "Event logs were not measured."
