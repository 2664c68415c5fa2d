"""Data stores and leaked samples: what reading and matching them costs on one core, beside mdb-export."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from . import results
from .captures import ROOT, WORK, NoCorpus
from .measure import last_core
from .subjects import WARDWATCH, built

CORPUS = Path(os.environ.get("WARDWATCH_CORPUS", ROOT.parent / "shared" / "corpus"))
READ_STORES = WARDWATCH.parent / "bench" / "stores" / "bench_read_stores"
MATCH_LEAK = WARDWATCH.parent / "bench" / "leak" / "bench_match_leak"
KEPT_STORES = WORK / "stores.jsonl"
KEPT_LEAKS = WORK / "leaks.jsonl"
TABLE_MEGABYTES = (30, 300, 3_000)
ROUNDS = 5
TABLE_BUDGET_MB_S = 200
LEAK_BUDGET_ROWS_S = 1_000_000


def _run(program: Path, *arguments: str | Path) -> list[dict]:
    """The objects that one of our tools prints, pinned to one core."""
    done = subprocess.run(["taskset", "-c", str(last_core()), program, *arguments], check=True, text=True,
                          stdout=subprocess.PIPE)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _ours(store: Path) -> dict:
    """The median of several runs; reading happens in a process that is shut in, classification included."""
    runs = [_run(READ_STORES, store)[0] for _ in range(ROUNDS)]
    return runs[0] | {"cpu_s": statistics.median(run["cpu_s"] for run in runs)}


def _exported(store: Path) -> float | None:
    """CPU seconds of mdb-export for all tables, thrown away; the one that lists them is not counted."""
    if not shutil.which("mdb-export"):
        return None
    tables = subprocess.run(["mdb-tables", "-1", store], check=True, text=True, stdout=subprocess.PIPE).stdout.split("\n")
    costs = []
    for _ in range(ROUNDS):
        cost = 0.0
        for name in filter(None, tables):
            process = subprocess.Popen(["taskset", "-c", str(last_core()), "mdb-export", store, name],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, _, usage = os.wait4(process.pid, 0)
            cost += usage.ru_utime + usage.ru_stime
        costs.append(cost)
    return statistics.median(costs)


def measure_stores() -> None:
    """Tables of three sizes, and the Access files of the corpus that hold the most rows."""
    if not (CORPUS / "phi" / "stores").exists():
        raise NoCorpus("SKIPPED: stores are measured on the corpus (WARDWATCH_CORPUS)")
    built(READ_STORES)
    WORK.mkdir(parents=True, exist_ok=True)
    rows = []
    for megabytes in TABLE_MEGABYTES:
        table = WORK / f"patients-{megabytes}.csv"
        if not table.exists():
            if shutil.disk_usage(WORK).free < 2 * megabytes * 1_000_000:
                continue
            subprocess.run([READ_STORES, "--csv", table, str(megabytes)], check=True)
        rows.append(_ours(table) | {"kind": "delimited"})
    access = sorted((CORPUS / "phi" / "stores").glob("*.accdb")) + sorted((CORPUS / "phi" / "stores").glob("*.mdb"))
    for store in access:
        exported = None if store.stem == "protected" else _exported(store)
        rows.append(_ours(store) | {"kind": "access", "mdb_export_s": exported})
    KEPT_STORES.write_text("".join(json.dumps(row | {"commit": results.commit()}) + "\n" for row in rows))


def measure_leaks() -> None:
    built(MATCH_LEAK)
    WORK.mkdir(parents=True, exist_ok=True)
    rows = _run(MATCH_LEAK, "--json")
    KEPT_LEAKS.write_text("".join(json.dumps(row | {"commit": results.commit()}) + "\n" for row in rows))


def stores_block() -> str:
    """The tables for docs/performance.md."""
    from .report import table
    rows = results.load(KEPT_STORES)
    if not rows:
        return "Stores were not measured."
    text = table(["table", "CPU s", "rows/s", "MB/s", f"≥ {TABLE_BUDGET_MB_S} MB/s", "peak MB"],
                 [[row["store"], f"{row['cpu_s']:.2f}", f"{row['rows'] / row['cpu_s']:,.0f}",
                   f"{row['bytes'] / 1e6 / row['cpu_s']:,.0f}",
                   "yes" if row["bytes"] / 1e6 / row["cpu_s"] >= TABLE_BUDGET_MB_S else "no",
                   f"{row['peak_kb'] / 1e3:,.0f}"] for row in rows if row["kind"] == "delimited"])
    compared = [row for row in rows if row["kind"] == "access" and row.get("mdb_export_s")]
    if not compared:
        return text + "\n\nAccess was not compared, as mdb-export is not installed."
    return text + "\n\n" + table(
        ["Access file", "rows", "ours, CPU s", "rows/s", "mdb-export, CPU s", "rows/s", "at least equal"],
        [[row["store"], f"{row['rows']:,}", f"{row['cpu_s']:.3f}", f"{row['rows'] / row['cpu_s']:,.0f}",
          f"{row['mdb_export_s']:.3f}", f"{row['rows'] / row['mdb_export_s']:,.0f}",
          "yes" if row["cpu_s"] <= row["mdb_export_s"] else "no"] for row in compared])


def leaks_block() -> str:
    from .report import table
    rows = results.load(KEPT_LEAKS)
    if not rows:
        return "Leak matching was not measured."
    whole = [row for row in rows if row["work"].endswith("whole answer")]
    held = all(row["rows_s"] >= LEAK_BUDGET_ROWS_S for row in whole)
    return table(["work", "CPU s", "rows/s"],
                 [[row["work"], f"{row['cpu_s']:.2f}", f"{row['rows_s']:,.0f}"] for row in rows]) + (
        f"\n\nBudget: {LEAK_BUDGET_ROWS_S:,} rows a second from cells to the whole answer: "
        f"{'held for every sample' if held else 'not held for every sample'}.")
