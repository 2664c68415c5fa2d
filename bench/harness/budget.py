"""The performance budget: what is promised, and how measured rows answer to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .captures import CONNECTIONS
from .results import Row, Rows

GIB_MB = 2**30 / 1e6


@dataclass(frozen=True)
class Promise:
    """One line of the budget. `measure` gives a figure, or nothing when the rows it needs are missing."""

    work: str
    bound: float
    at_most: bool
    unit: str
    measure: Callable[[Rows], float | None]

    def line(self, rows: Rows) -> list[str]:
        """Work, what is promised, what was measured, and whether that holds."""
        sign = "≤" if self.at_most else "≥"
        promised = f"{sign} {self.bound:,.4g} {self.unit}"
        figure = self.measure(rows)
        if figure is None:
            return [self.work, promised, "not measured", ""]
        held = figure <= self.bound if self.at_most else figure >= self.bound
        return [self.work, promised, f"{figure:,.4g} {self.unit}", "yes" if held else "no"]


def _times_less_than(peer: str) -> Callable[[Rows], float | None]:
    """How many times the CPU of a whole investigation the peer takes, on the largest capture that both were run on."""
    def figure(rows: Rows) -> float | None:
        for capture in rows.mixed_captures():
            theirs, ours = rows.find(peer, capture), rows.find("investigate", capture)
            if theirs and ours:
                return theirs["cpu_s"] / ours["cpu_s"]
        return None
    return figure


def _walker_ratio(rows: Rows) -> float | None:
    row = rows.largest("stage-decode-detect")
    return row["walker_ratio"] if row else None


def _connection_memory(rows: Rows) -> float | None:
    row = rows.find("stage-decode", f"connections-{CONNECTIONS}")
    return row["peak_anonymous_mb"] if row else None


def _memory_growth(rows: Rows) -> float | None:
    """Peak memory on the largest mixed capture over that on the smallest."""
    found: list[Row] = [row for name in rows.mixed_captures() if (row := rows.find("investigate", name))]
    return found[0]["peak_anonymous_mb"] / found[-1]["peak_anonymous_mb"] if len(found) > 1 else None


def _speedup(rows: Rows) -> float | None:
    one, two = rows.largest("investigate-workers-1"), rows.largest("investigate-workers-2")
    return one["wall_s"] / two["wall_s"] if one and two else None


PROMISES = [
    Promise("decode and detect, against the bare walker", 3, True, "× its CPU", _walker_ratio),
    Promise("whole investigation, against Suricata", 8, False, "× less CPU", _times_less_than("suricata")),
    Promise("whole investigation, against ndpiReader", 6, False, "× less CPU", _times_less_than("ndpi")),
    Promise("whole investigation, against tshark", 50, False, "× less CPU", _times_less_than("tshark")),
    Promise("a million open connections", GIB_MB, True, "MB", _connection_memory),
    Promise("memory on a capture seven times as large", 1.2, True, "× as much", _memory_growth),
    Promise("two workers", 1.8, False, "× throughput", _speedup),
]
