"""Runs one command and says what it cost: CPU seconds, wall time, peak memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_INTERVAL_S = 0.02
RUN_SECONDS_MAX = 3600.0
MESSAGE_BYTES_MAX = 2000


@dataclass(frozen=True)
class Sample:
    """One run. `peak_rss_mb` counts pages of mapped files, `peak_anonymous_mb` only what the program keeps itself."""

    exit_status: int
    cpu_s: float
    wall_s: float
    peak_rss_mb: float
    peak_anonymous_mb: float
    message: str


class AnonymousPeak(threading.Thread):
    """Watches the anonymous memory of a process until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_kb = 0
        self._status = Path(f"/proc/{pid}/status")
        self._stop_asked = threading.Event()

    def run(self) -> None:
        while not self._stop_asked.wait(SAMPLE_INTERVAL_S):
            try:
                text = self._status.read_text()
            except OSError:
                return
            for line in text.splitlines():
                if line.startswith("RssAnon:"):
                    self.peak_kb = max(self.peak_kb, int(line.split()[1]))

    def stop(self) -> None:
        self._stop_asked.set()
        self.join()


def last_core() -> int:
    """The core to pin to: the last that this process may use, as the first takes most interrupts."""
    return max(os.sched_getaffinity(0))


def run_once(argv: list[str], log: Path, environment: dict[str, str], pinned: bool) -> Sample:
    """Runs `argv` with its output in `log`. CPU seconds are user and system time of the process and its children."""
    if pinned:
        argv = ["taskset", "-c", str(last_core()), *argv]
    with log.open("wb") as out:
        started = time.monotonic()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   env={**os.environ, **environment})
        watcher = AnonymousPeak(process.pid)
        deadline = threading.Timer(RUN_SECONDS_MAX, process.kill)
        watcher.start()
        deadline.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - started
        deadline.cancel()
        watcher.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Sample(
        exit_status=process.returncode,
        cpu_s=usage.ru_utime + usage.ru_stime,
        wall_s=wall_s,
        peak_rss_mb=usage.ru_maxrss * 1024 / 1e6,
        peak_anonymous_mb=watcher.peak_kb * 1024 / 1e6,
        message=log.read_bytes()[-MESSAGE_BYTES_MAX:].decode(errors="replace").strip(),
    )
