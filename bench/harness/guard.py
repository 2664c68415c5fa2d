"""Compares how much more CPU wardwatch takes than the walker with the figures kept in bench/baseline.json.

Ratios and not seconds, so that the figures hold on another machine and a busy one.
"""

from __future__ import annotations

import json

from . import campaign, captures, subjects
from .captures import BENCH, BenchError

BASELINE = BENCH / "baseline.json"
WORSE_MAX = 1.15
ROUNDS = 5


def measured_ratios(rounds: int) -> tuple[captures.Capture, dict[str, float]]:
    """The ratios on the small capture now. An error when wardwatch cannot be measured at all."""
    capture = captures.mixed(captures.CUT_MEGABYTES)
    chosen = [subjects.walker(), subjects.stage("decode-detect"), subjects.investigate()]
    outcomes = campaign.measure(capture, chosen, rounds)
    ratios = {}
    for outcome in outcomes[1:]:
        if outcome.walker_ratio is None:
            print(f"skipped: {outcome.title}: {outcome.skipped}")
        else:
            ratios[outcome.subject.key] = round(outcome.walker_ratio, 2)
    if not ratios:
        raise BenchError("nothing of wardwatch could be measured; build it first: ./dev build")
    return capture, ratios


def record(rounds: int) -> None:
    """Makes today's ratios the baseline."""
    capture, ratios = measured_ratios(rounds)
    baseline = {"capture": capture.name, "packets": capture.packets, "walker_ratio": ratios}
    BASELINE.write_text(json.dumps(baseline, indent=2) + "\n")
    print(f"{BASELINE.name} now holds {ratios}")


def check(rounds: int) -> bool:
    """True when nothing is more than WORSE_MAX times its baseline."""
    if not BASELINE.exists():
        raise BenchError(f"there is no {BASELINE.name} to compare with; make it: bench/run --record-baseline")
    baseline = json.loads(BASELINE.read_text())
    capture, ratios = measured_ratios(rounds)
    if capture.packets != baseline["packets"]:
        raise BenchError(f"{BASELINE.name} is of a capture of {baseline['packets']:,} packets, this one has "
                         f"{capture.packets:,}: the corpus differs; make it anew: bench/run --record-baseline")
    held = True
    for key, wanted in baseline["walker_ratio"].items():
        if key not in ratios:
            print(f"{key}: in the baseline, but not measured")
            held = False
            continue
        change_percent = (ratios[key] / wanted - 1) * 100
        within = ratios[key] <= wanted * WORSE_MAX
        print(f"{key}: {ratios[key]:.2f} times the walker, baseline {wanted:.2f} ({change_percent:+.0f} %): "
              f"{'held' if within else 'worse'}")
        held = held and within
    return held
