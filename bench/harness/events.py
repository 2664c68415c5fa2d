"""Event logs: what reading and matching them costs, beside the programs of Debian that read them too."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from . import results
from .captures import BENCH, ROOT, WORK, BenchError, NoCorpus
from .measure import run_once
from .subjects import WARDWATCH, built, environment

CORPUS = Path(os.environ.get("WARDWATCH_CORPUS", ROOT.parent / "shared" / "corpus"))
COPY_LOGS = WARDWATCH.parent / "bench" / "sigma" / "bench_copy_logs"
KEPT = WORK / "events.jsonl"
RULES = WORK / "sigma-rules"
LARGE_MEGABYTES = 500
HUGE_MEGABYTES = 5_000

# Title, and how far `investigate --bench` goes; None is the whole of it.
READING = [
    ("wardwatch: parse, no text is made", "read"),
    ("wardwatch: parse, records", "decode"),
    ("wardwatch: parse, records, detect, JSON", "json"),
    ("wardwatch: parse, records, detect, DuckDB", "duckdb"),
    ("wardwatch investigate, default outputs", None),
]
MATCHING = "wardwatch: parse, match all rules"
# Of SigmaHQ's rules for Windows, at even distances in the order of their names; None is all of the release.
RULE_COUNTS = [0, 1, 100, 1_000, None]

BUDGET_EVENTS_S = 230_000  # Parsing and matching every rule on one core.
WORSE_MAX = 1.15  # Of the guard: how much dearer than the baseline matching may be.
BASELINE = BENCH / "baseline-events.json"


@dataclass(frozen=True)
class Logs:
    """Event logs that are read in one go."""

    name: str
    paths: list[Path]
    rounds: int
    stages: list[tuple[str, str | None]] = field(default_factory=lambda: READING)
    peers: tuple[str, ...] = ()
    rules: tuple[int | None, ...] = ()

    @property
    def megabytes(self) -> float:
        return sum(path.stat().st_size for path in self.paths) / 1e6


def corpus_logs() -> list[Path]:
    if not (CORPUS / "evtx").exists():
        raise NoCorpus("SKIPPED: event logs are measured on the corpus (WARDWATCH_CORPUS)")
    return sorted((CORPUS / "evtx").rglob("*.evtx"))


def copied(megabytes: int) -> list[Path]:
    """The corpus' chunks again and again, renumbered, on later days and with other ids, until there are so many bytes."""
    folder = WORK / f"logs-{megabytes}"
    if not folder.exists():
        built(COPY_LOGS)
        WORK.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(WORK).free < 3 * megabytes * 1_000_000:
            raise BenchError(f"{WORK}: no room for {megabytes} MB of event logs and a case of them")
        subprocess.run([COPY_LOGS, folder, str(megabytes), *corpus_logs()], check=True)
    return sorted(folder.glob("*.evtx"))


def rules_home(count: int | None) -> Path:
    """A folder of installed rules with so many of SigmaHQ's; all of them when none is said."""
    home = RULES / ("all" if count is None else str(count))
    if home.exists():
        return home
    home.mkdir(parents=True)
    if count == 0:
        return home
    archive = next((CORPUS / "sigma").glob("*.tar.gz"))
    source: Path = archive
    if count is not None:
        whole = RULES / "unpacked"
        if not whole.exists():
            with tarfile.open(archive) as packed:
                packed.extractall(whole, filter="data")
        files = sorted(whole.rglob("windows/**/*.yml"))
        source = RULES / f"some-{count}"
        for i in range(count):
            chosen = files[i * len(files) // count]
            kept = source / chosen.relative_to(whole)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(chosen, kept)
    subprocess.run([WARDWATCH, "rules", "install", source, "--into", home], check=True, stdout=subprocess.DEVNULL)
    return home


def ours(logs: Logs, stage: str | None, rules: int | None = 0, rounds: int = 0) -> dict[str, float]:
    """Median CPU seconds of a run, and the events that it read."""
    more = [] if stage is None else ["--bench", stage]
    with_rules = environment() | {"WARDWATCH_RULES_HOME": str(rules_home(rules))}
    costs, events, held = [], 0, 0
    for _ in range(rounds or logs.rounds):
        with tempfile.TemporaryDirectory(dir=WORK) as work:
            case = Path(work) / "case"
            argv = [str(WARDWATCH), "investigate", *map(str, logs.paths), "--out", str(case), "--workers", "1", *more]
            costs.append(run_once(argv, Path(work) / "log", with_rules, pinned=True))
            manifest = json.loads((case / "manifest.json").read_text())
            events = sum(item["events"] for item in manifest["evidence"])
            held = sum(item["count"] for item in manifest.get("records", []) if item["name"] == "rules that held")
    return {"cpu_s": statistics.median(cost.cpu_s for cost in costs), "events": events, "held": held,
            "peak_rss_mb": max(cost.peak_rss_mb for cost in costs)}


def theirs(command: list[str], logs: Logs) -> dict[str, float]:
    """CPU seconds of one run a file: neither program takes more than one."""
    with tempfile.TemporaryDirectory(dir=WORK) as work:
        costs = [run_once([*command, str(path)], Path(work) / "log", {}, pinned=True) for path in logs.paths]
    return {"cpu_s": sum(cost.cpu_s for cost in costs), "peak_rss_mb": max(cost.peak_rss_mb for cost in costs)}


PEERS = {"evtxexport": "evtxexport (libevtx), as text", "evtx_dump.py": "evtx_dump.py (python-evtx), as XML"}


def chosen() -> list[Logs]:
    """One real log of a server, all logs of the corpus, and two large sets made of its chunks."""
    logs = corpus_logs()
    return [Logs("one real log", [CORPUS / "evtx" / "omerbenamram" / "system.evtx"], 5, peers=tuple(PEERS)),
            Logs("all logs of the corpus", logs, 3, peers=("evtxexport",)),
            Logs("0.5 GB of the corpus' chunks", copied(LARGE_MEGABYTES), 3, peers=("evtxexport",),
                 rules=tuple(RULE_COUNTS)),
            Logs("5 GB of the corpus' chunks", copied(HUGE_MEGABYTES), 1,
                 stages=[READING[0], READING[1], READING[-1]], rules=(None,))]


def title_of(count: int | None) -> str:
    if count is None:
        return f"{MATCHING}: ours and SigmaHQ's release"
    return f"{MATCHING}: ours and {count:,} of SigmaHQ's" if count else f"{MATCHING}: ours"


def measure() -> None:
    """Measures everything and keeps it."""
    WORK.mkdir(parents=True, exist_ok=True)
    rows = []
    for logs in chosen():
        about = {"logs": logs.name, "files": len(logs.paths), "megabytes": logs.megabytes}
        events = 0
        for title, stage in logs.stages:
            cost = ours(logs, stage)
            events = cost["events"]
            rows.append(about | cost | {"title": title})
        for count in logs.rules:
            rows.append(about | ours(logs, "match", count, 3) | {"title": title_of(count)})
        if None in logs.rules:
            rows.append(about | ours(logs, None, None, 1) |
                        {"title": "wardwatch investigate, default outputs, SigmaHQ's release"})
        for program in logs.peers:
            if shutil.which(program):
                rows.append(about | theirs([program], logs) | {"title": PEERS[program], "events": events})
            else:
                rows.append(about | {"title": PEERS[program], "skipped": f"{program} is not installed"})
    KEPT.write_text("".join(json.dumps(row | {"commit": results.commit()}) + "\n" for row in rows))


def guard(record: bool) -> bool:
    """Compares the cost of parsing and matching, as a multiple of parsing alone, with the one kept."""
    logs = Logs("0.5 GB of the corpus' chunks", copied(LARGE_MEGABYTES), 3)
    parse, match = ours(logs, "read"), ours(logs, "match", None)
    ratio = round(match["cpu_s"] / parse["cpu_s"], 2)
    if record:
        BASELINE.write_text(json.dumps({"match_over_parse": ratio}, indent=2) + "\n")
        print(f"{BASELINE.name} now holds {ratio}")
        return True
    if not BASELINE.exists():
        raise BenchError(f"there is no {BASELINE.name} to compare with; make it: bench/run --record-baseline")
    wanted = json.loads(BASELINE.read_text())["match_over_parse"]
    within = ratio <= wanted * WORSE_MAX
    print(f"match all rules: {ratio:.2f} times parsing alone, baseline {wanted:.2f}: {'held' if within else 'worse'}")
    return within


def verdict(row: dict) -> str:
    return (f"Every rule of SigmaHQ's release and of ours, the start of the program included: "
            f"{row['events'] / row['cpu_s']:,.0f} events/s; {row['held']:,} times a rule held.")


def steady(rows: list[dict]) -> list[str]:
    """The rate without the start: what the larger set has more, by what it costs more."""
    matched = sorted((row for row in rows if row["title"] == title_of(None)), key=lambda row: row["events"])
    if len(matched) < 2:
        return []
    small, large = matched[0], matched[-1]
    rate = (large["events"] - small["events"]) / (large["cpu_s"] - small["cpu_s"])
    return [f"Reading and compiling the rules is the same for any log. Without it, that is by what {large['logs']} cost more "
            f"than {small['logs']}: **{rate:,.0f} events/s** against a budget of {BUDGET_EVENTS_S:,}: "
            f"{'met' if rate >= BUDGET_EVENTS_S else 'not met'}."]


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
        parts += [verdict(row) for row in measured if row["title"] == title_of(None)]
        parts += [f"Not measured, as {row['skipped']}: {row['title']}." for row in here if "skipped" in row]
    return "\n\n".join(parts + steady(rows)) or "Event logs were not measured."
