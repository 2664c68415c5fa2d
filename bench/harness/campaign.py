"""Measures subjects in turn, so that a noisy moment of the machine meets all of them alike."""

from __future__ import annotations

import shutil
import statistics
import sys
from dataclasses import asdict, dataclass, field

from . import subjects
from .captures import WORK, BenchError, Capture
from .measure import Sample, run_once
from .subjects import Subject

WALKER_KEY = "walker"


@dataclass
class Outcome:
    """What came of one subject on one capture: its runs, or why there are none."""

    subject: Subject
    capture: Capture
    version: str = ""
    samples: list[Sample] = field(default_factory=list)
    skipped: str | None = None
    walker_ratio: float | None = None

    @property
    def title(self) -> str:
        return self.subject.title.replace(" {version}", f" {self.version}" if self.version else "")

    def median(self, quantity: str) -> float:
        """The median over the runs of a field of Sample."""
        return statistics.median(getattr(sample, quantity) for sample in self.samples)

    def as_row(self) -> dict[str, object]:
        """One line of results.jsonl."""
        row: dict[str, object] = {
            "subject": self.subject.key, "title": self.title, "version": self.version,
            "capture": self.capture.name, "packets": self.capture.packets, "flows": self.capture.flows,
            "pinned": self.subject.pinned,
        }
        if self.skipped is not None:
            return row | {"skipped": self.skipped}
        return row | {
            "cpu_s": round(self.median("cpu_s"), 3),
            "wall_s": round(self.median("wall_s"), 3),
            "peak_rss_mb": round(self.median("peak_rss_mb"), 1),
            "peak_anonymous_mb": round(self.median("peak_anonymous_mb"), 1),
            "packets_per_cpu_s": round(self.capture.packets / self.median("cpu_s")),
            "walker_ratio": None if self.walker_ratio is None else round(self.walker_ratio, 3),
            "runs": [{key: value for key, value in asdict(sample).items() if key != "message"}
                     for sample in self.samples],
        }


def measure(capture: Capture, chosen: list[Subject], rounds: int) -> list[Outcome]:
    """Runs every subject once a round. The ratio to the walker is the median of the ratios within a round."""
    outcomes = [Outcome(subject, capture, skipped=subject.missing()) for subject in chosen]
    for outcome in outcomes:
        if outcome.skipped is None:
            outcome.version = outcome.subject.version() if "{version}" in outcome.subject.title else ""
    _warm_cache(capture)
    for turn in range(rounds):
        for outcome in outcomes:
            if outcome.skipped is None:
                _say(f"{capture.name}, round {turn + 1} of {rounds}: {outcome.title}")
                _run(outcome)
    _set_ratios(outcomes)
    return outcomes


def _run(outcome: Outcome) -> None:
    out = WORK / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    subject = outcome.subject
    command = subject.command(outcome.capture.path, out)
    sample = run_once(command, WORK / "last-run.txt", subjects.environment(), subject.pinned)
    shutil.rmtree(out, ignore_errors=True)
    outcome.skipped = subject.refusal(sample.exit_status, sample.message)
    if outcome.skipped is not None:
        return
    if sample.exit_status != 0:
        raise BenchError(f"{' '.join(command)}\nended with status {sample.exit_status}: {sample.message}")
    outcome.samples.append(sample)


def _set_ratios(outcomes: list[Outcome]) -> None:
    walkers = [outcome for outcome in outcomes if outcome.subject.key == WALKER_KEY and outcome.samples]
    if not walkers:
        return
    for outcome in outcomes:
        pairs = zip(outcome.samples, walkers[0].samples)
        ratios = [sample.cpu_s / walked.cpu_s for sample, walked in pairs]
        outcome.walker_ratio = statistics.median(ratios) if ratios else None


def _warm_cache(capture: Capture) -> None:
    """Reads the capture once, so that no subject is the one that waits for the disk."""
    with capture.path.open("rb") as file:
        while file.read(1 << 24):
            pass


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
