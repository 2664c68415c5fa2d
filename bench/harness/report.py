"""Turns measured rows into tables: for the terminal, and for docs/performance.md between its markers."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import events, listings, results, stores
from .budget import PROMISES
from .captures import ROOT, BenchError
from .results import Row, Rows
from .subjects import STAGES

PAGE = ROOT / "docs" / "performance.md"
MARKED = re.compile(r"(<!-- bench:begin (\S+) -->\n).*?(<!-- bench:end -->)", re.DOTALL)


def table(head: list[str], body: list[list[str]]) -> str:
    """A Markdown table, its columns padded so that it reads well on a terminal too."""
    widths = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
    def padded(cells: list[str]) -> str:
        first, rest = cells[0].ljust(widths[0]), [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        return "| " + " | ".join([first, *rest]) + " |"
    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    return "\n".join([padded(head), rule, *map(padded, body)])


def machine_block(rows: Rows) -> str:
    """Where and when."""
    dates = sorted(row["measured_at"][:10] for row in rows.all)
    span = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
    runs = sorted({len(row["runs"]) for row in rows.all if "runs" in row})
    return f"{results.machine()}. Measured {span}; runs of each: {', '.join(map(str, runs))}, medians shown."


def budget_block(rows: Rows) -> str:
    """What is promised and what holds."""
    return table(["work", "promised", "measured", "held"], [promise.line(rows) for promise in PROMISES])


def is_whole_program(row: Row) -> bool:
    """Whether the row belongs in the table of whole programs: all but single stages and runs with several workers."""
    is_stage = row["subject"].startswith("stage-") and row["subject"] != "stage-decode-detect"
    return row["pinned"] and not is_stage and row["capture"].startswith("mixed-")


def captures_block(rows: Rows) -> str:
    """Every whole program on the mixed captures."""
    parts = []
    for name in rows.mixed_captures():
        here = [row for row in rows.all if row["capture"] == name and is_whole_program(row) and "skipped" not in row]
        ours = rows.find("investigate", name)
        if here:
            parts.append(f"`{name}`: {here[0]['packets']:,} packets, {here[0]['flows']:,} flows.\n\n" + table(
                ["program", "CPU s", "million packets/s", "× walker", "× investigate", "peak RSS MB"],
                [_program_line(row, ours) for row in here]))
    return "\n\n".join(parts + skipped(rows, is_whole_program))


def _program_line(row: Row, ours: Row | None) -> list[str]:
    against_walker = "" if row["walker_ratio"] is None else f"{row['walker_ratio']:.1f}"
    against_us = f"{row['cpu_s'] / ours['cpu_s']:.1f}" if ours else ""
    return [row["title"], f"{row['cpu_s']:.2f}", f"{row['packets_per_cpu_s'] / 1e6:.3f}", against_walker, against_us,
            f"{row['peak_rss_mb']:,.0f}"]


def skipped(rows: Rows, wanted: Callable[[Row], bool]) -> list[str]:
    """A sentence for each reason why wanted rows are missing."""
    by_reason: dict[str, set[str]] = {}
    for row in rows.all:
        if "skipped" in row and wanted(row):
            by_reason.setdefault(row["skipped"], set()).add(row["title"])
    return [f"Not measured, as {reason}: {'; '.join(sorted(titles))}." for reason, titles in sorted(by_reason.items())]


def _skipped_or(otherwise: str, rows: Rows, wanted: Callable[[Row], bool]) -> str:
    return "\n\n".join(skipped(rows, wanted)) or otherwise


# A stage's price is what its run costs above the run that it builds on.
STAGE_PRICES = [
    ("read", "read", None),
    ("SHA-256 of the evidence", "hash", "read"),
    ("decode: link to protocol, reassembly", "decode", "read"),
    ("detect", "decode-detect", "decode"),
    ("JSON logs", "json", "decode-detect"),
    ("DuckDB", "duckdb", "decode-detect"),
]


def stages_block(rows: Rows) -> str:
    """What each stage of an investigation costs."""
    missing = skipped(rows, lambda row: row["subject"].startswith("stage-") and row["capture"].startswith("mixed-")
                      and row["pinned"])
    names = [name for name in rows.mixed_captures() if any(rows.find(f"stage-{stage}", name) for stage in STAGES)]
    if not names:
        return "\n\n".join(missing) or "No stage was measured."
    name = names[0]
    whole = rows.find("investigate", name)
    body = []
    accounted_s = 0.0
    for title, stage, below in STAGE_PRICES:
        run, base = rows.find(f"stage-{stage}", name), rows.find(f"stage-{below}", name)
        if run is None or (below is not None and base is None):
            continue
        cost_s = run["cpu_s"] - (base["cpu_s"] if base else 0.0)
        accounted_s += cost_s
        body.append(_stage_line(title, cost_s, run, whole))
    if whole is not None:
        body.append(_stage_line("what the lines above leave", whole["cpu_s"] - accounted_s, whole, whole))
        body.append(_stage_line("whole investigation", whole["cpu_s"], whole, whole))
    return "\n\n".join([f"`{name}`", table(["stage", "CPU s", "ns a packet", "share"], body), *missing])


def _stage_line(title: str, cost_s: float, run: Row, whole: Row | None) -> list[str]:
    share = f"{cost_s / whole['cpu_s'] * 100:.0f} %" if whole else ""
    return [title, f"{cost_s:.2f}", f"{cost_s / run['packets'] * 1e9:,.0f}", share]


def workers_block(rows: Rows) -> str:
    """Wall time with one and with two workers."""
    body = []
    for key in ("investigate", "stage-decode-detect"):
        one, two = rows.largest(f"{key}-workers-1"), rows.largest(f"{key}-workers-2")
        if one and two:
            body.append([one["title"].removesuffix(", 1 worker"), f"{one['wall_s']:.2f}", f"{two['wall_s']:.2f}",
                         f"{one['wall_s'] / two['wall_s']:.2f}"])
    if not body:
        return _skipped_or("Workers were not measured.", rows, lambda row: "workers" in row["subject"])
    return table(["work", "1 worker, wall s", "2 workers, wall s", "throughput ×"], body)


def memory_block(rows: Rows) -> str:
    """Peak memory with many open connections, and on a small and a large capture."""
    wanted = [row for row in rows.all if "skipped" not in row and (
        row["subject"] == "investigate" or row["capture"].startswith("connections-"))]
    if not wanted:
        return _skipped_or("Memory was not measured.", rows, lambda row: row["capture"].startswith("connections-"))
    body = [[f"{row['title']}: `{row['capture']}`", f"{row['flows']:,}", f"{row['peak_anonymous_mb']:,.0f}",
             f"{row['peak_rss_mb']:,.0f}"] for row in wanted]
    return table(["work", "connections", "peak of own memory MB", "with mapped files MB"], body)


BLOCKS: dict[str, Callable[[Rows], str]] = {
    "machine": machine_block, "budget": budget_block, "captures": captures_block, "stages": stages_block,
    "workers": workers_block, "memory": memory_block, "events": lambda _: events.block(),
    "stores": lambda _: stores.stores_block(), "leaks": lambda _: stores.leaks_block(),
    "listings": lambda _: listings.block(),
}


def as_text(rows: Rows) -> str:
    """All tables, for the terminal."""
    return "\n\n".join(build(rows) for build in BLOCKS.values())


def rewrite_page(rows: Rows, only: str | None = None) -> None:
    """Puts the tables, or only the one named, between the markers of docs/performance.md."""
    page = PAGE.read_text()
    names = [match.group(2) for match in MARKED.finditer(page)]
    if sorted(names) != sorted(BLOCKS):
        raise BenchError(f"{PAGE.name} has the blocks {names}, wanted one each of {list(BLOCKS)}")
    def anew(match: re.Match[str]) -> str:
        wanted = only is None or match[2] == only
        return match[1] + "\n" + BLOCKS[match[2]](rows) + "\n\n" + match[3] if wanted else match[0]
    PAGE.write_text(MARKED.sub(anew, page))
