"""The captures that are measured: made once by the tools of bench/, kept under build/bench/captures."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
WORK = ROOT / "build" / "bench"
TOOLS = WORK / "tools"
CAPTURES = WORK / "captures"
SEED = 1
NO_CORPUS_STATUS = 3

BIG_MEGABYTES = 1400
CUT_MEGABYTES = 200
CONNECTIONS = 1_000_000
CONNECTIONS_QUICK = 100_000


class BenchError(Exception):
    """A sentence for the user: what cannot be done and what helps."""


class NoCorpus(BenchError):
    """The corpus that captures are mixed from is not on this machine."""


@dataclass(frozen=True)
class Capture:
    """A capture and what the bare walker counts in it."""

    name: str
    path: Path
    packets: int
    bytes: int
    flows: int

    @property
    def title(self) -> str:
        return (f"{self.name}: {self.path.stat().st_size / 1e6:,.0f} MB, {self.packets:,} packets "
                f"of {self.bytes / self.packets:.0f} B on average, {self.flows:,} flows")


def build_tools() -> None:
    """Builds mixer, walker and connection maker; does nothing when they are up to date."""
    configure = ["cmake", "-S", str(BENCH), "-B", str(TOOLS), "-DCMAKE_BUILD_TYPE=Release", "-DWARDWATCH_WERROR=ON"]
    for command in (configure, ["cmake", "--build", str(TOOLS)]):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise BenchError(f"cannot build the benchmark's tools:\n{result.stdout}{result.stderr}")


def _fingerprint(sources: list[str]) -> str:
    """Changes when what makes a capture changes, so that a kept capture is never an old one."""
    digest = hashlib.sha256()
    for name in sources:
        digest.update((BENCH / name).read_bytes())
    return digest.hexdigest()[:8]


def _make(stem: str, sources: list[str], command: list[str], output_index: int) -> Path:
    """Runs `command`, whose argument at `output_index` is the file to write, unless the capture is there already."""
    path = CAPTURES / f"{stem}-{_fingerprint(sources)}.pcap"
    if path.exists():
        return path
    CAPTURES.mkdir(parents=True, exist_ok=True)
    for outdated in CAPTURES.glob(f"{stem}-*"):
        outdated.unlink()
    partial = path.with_suffix(".partial")
    command.insert(output_index, str(partial))
    environment = {**os.environ, "BENCH_MIX": str(TOOLS / "bench_mix")}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if result.returncode == NO_CORPUS_STATUS:
        raise NoCorpus(result.stderr.strip())
    if result.returncode != 0:
        raise BenchError(f"cannot make {path.name}:\n{result.stderr.strip()}")
    partial.rename(path)
    return path


def _counted(name: str, path: Path) -> Capture:
    result = subprocess.run([TOOLS / "bench_walker", path], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BenchError(f"cannot walk {path.name}: {result.stderr.strip()}")
    totals = json.loads(result.stdout)
    return Capture(name, path, totals["packets"], totals["bytes"], totals["flows"])


def mixed(megabytes: int) -> Capture:
    """The mixed capture of this size. A smaller one is the beginning of a larger one."""
    name = f"mixed-{megabytes}"
    sources = ["make_big_capture", "mix_captures.cpp", "capture_file.cpp", "frame_rewrite.cpp"]
    command = [str(BENCH / "make_big_capture"), str(megabytes), str(SEED)]
    return _counted(name, _make(name, sources, command, output_index=1))


def many_connections(count: int) -> Capture:
    """`count` TCP connections open at once. Not walked: the counts follow from how it is made."""
    name = f"connections-{count}"
    sources = ["many_connections.cpp", "capture_file.cpp"]
    path = _make(name, sources, [str(TOOLS / "bench_connections"), str(count)], output_index=1)
    packets = 5 * count
    return Capture(name, path, packets, path.stat().st_size - 24 - 16 * packets, count)
