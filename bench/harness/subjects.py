"""The programs that are measured, and how each is called."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .captures import ROOT, TOOLS, WORK, BenchError

WARDWATCH = Path(os.environ.get("WARDWATCH", ROOT / "build" / "release" / "wardwatch"))
SURICATA_CONFIG = Path(__file__).with_name("suricata.yaml")
USAGE_ERROR_STATUS = 2

# What `wardwatch investigate --bench STAGE` runs. Every stage includes those that it needs and no other: `json` and
# `duckdb` each build on `decode-detect`, `hash` on `read`.
STAGES = {
    "read": "read the packets",
    "hash": "read, SHA-256 of the evidence",
    "decode": "read, decode",
    "decode-detect": "read, decode, detect",
    "json": "read, decode, detect, JSON logs",
    "duckdb": "read, decode, detect, DuckDB",
}


def built(program: Path) -> None:
    """Builds one of our measuring programs with the release, when it is older than its sources."""
    if not (WARDWATCH.parent / "build.ninja").exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(["cmake", "--build", str(WARDWATCH.parent), "--target", program.name], capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"{program.name} cannot be built:\n{done.stdout}{done.stderr}")


@dataclass(frozen=True)
class Subject:
    """A way to run a program on a capture. `command(capture, out)` gives its argument list; `title` may hold
    `{version}`."""

    key: str
    title: str
    program: str
    command: Callable[[Path, Path], list[str]]
    pinned: bool = True

    @property
    def is_ours(self) -> bool:
        return self.program == str(WARDWATCH)

    def missing(self) -> str | None:
        """Why it cannot be run here, or nothing."""
        if shutil.which(self.program):
            return None
        return "wardwatch is not built" if self.is_ours else f"{self.program} is not installed"

    def refusal(self, exit_status: int, message: str) -> str | None:
        """Why the program would not do what was asked of it, or nothing when it did or failed otherwise."""
        if not self.is_ours or exit_status != USAGE_ERROR_STATUS:
            return None
        return f"wardwatch refuses it: {message.splitlines()[0] if message else 'usage error'}"

    def version(self) -> str:
        return _version_of(self.program)


def _version_of(program: str) -> str:
    """The first thing that looks like a version in what the program says of itself."""
    flags = {"suricata": "-V", "ndpiReader": "-h"}
    command = [program, flags.get(Path(program).name, "--version")]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "version unknown"
    found = re.search(r"\b\d+\.\d+(\.\d+)?(-\w+)?", said.stdout + said.stderr)
    return found.group(0) if found else "version unknown"


def walker() -> Subject:
    tool = str(TOOLS / "bench_walker")
    return Subject("walker", "bare header walker", tool, lambda capture, out: [tool, str(capture)])


def investigate(workers: int | None = None) -> Subject:
    """The whole verb with default outputs; pinned to a core unless a number of workers is asked for."""
    more = [] if workers is None else ["--workers", str(workers)]
    return Subject(
        key="investigate" if workers is None else f"investigate-workers-{workers}",
        title="wardwatch investigate, default outputs" + _with_workers(workers),
        program=str(WARDWATCH),
        command=lambda capture, out: _investigate(capture, out, more),
        pinned=workers is None,
    )


def stage(name: str, workers: int | None = None) -> Subject:
    """`investigate` cut down to one stage of STAGES and what it needs."""
    more = ["--bench", name] + ([] if workers is None else ["--workers", str(workers)])
    return Subject(
        key=f"stage-{name}" if workers is None else f"stage-{name}-workers-{workers}",
        title=f"wardwatch: {STAGES[name]}" + _with_workers(workers),
        program=str(WARDWATCH),
        command=lambda capture, out: _investigate(capture, out, more),
        pinned=workers is None,
    )


def _with_workers(workers: int | None) -> str:
    if workers is None:
        return ""
    return f", {workers} worker{'s' if workers > 1 else ''}"


def _investigate(capture: Path, out: Path, more: list[str]) -> list[str]:
    return [str(WARDWATCH), "investigate", str(capture), "--out", str(out / "case"), "--force", *more]


def environment() -> dict[str, str]:
    """A configuration folder of the benchmark's own, so that no user's key is made or used."""
    return {"XDG_CONFIG_HOME": str(WORK / "config")}


def suricata() -> Subject:
    return Subject(
        "suricata", "Suricata {version}, EVE of six types, no rules", "suricata",
        lambda capture, out: ["suricata", "-c", str(SURICATA_CONFIG), "-r", str(capture), "-l", str(out),
                              "-S", "/dev/null", "-k", "none", "--runmode", "single"],
    )


def ndpi() -> Subject:
    return Subject("ndpi", "ndpiReader {version} -q", "ndpiReader",
                   lambda capture, out: ["ndpiReader", "-q", "-i", str(capture)])


def tshark() -> Subject:
    return Subject("tshark", "tshark {version}, TCP and UDP conversations", "tshark",
                   lambda capture, out: ["tshark", "-n", "-q", "-z", "conv,tcp", "-z", "conv,udp", "-r", str(capture)])
