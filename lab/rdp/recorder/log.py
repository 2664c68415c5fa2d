"""The output of programs, line by line, with the time of its arrival."""

import threading
import time


def follow(path, lasts):
    """Yields the lines of a growing file, from a time when it may not be there yet, while lasts() holds."""
    while not path.exists() and lasts():
        time.sleep(0.02)
    if not path.exists():
        return
    with open(path, "rb") as source:
        begun = b""
        while True:
            going = lasts()
            begun += source.read()
            *whole, begun = begun.split(b"\n")
            yield from whole
            if not going:
                return
            time.sleep(0.02)


class Log:
    """The lines of a program's output, each with the time of its arrival, in their order."""

    def __init__(self, stream, path):
        self.lines = []
        self._stream = stream
        self._path = path
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        with open(self._path, "a", encoding="utf-8") as out:
            for raw in self._stream:
                line = raw.decode("utf-8", "replace").rstrip()
                self.lines.append((time.time(), line))
                out.write(f"{time.time():.6f} {line}\n")
                out.flush()

    def wait_for(self, pattern, seconds, start=0):
        """Waits until a line from number `start` on matches; says whether one did."""
        end = time.time() + seconds
        while time.time() < end:
            if any(pattern.search(line) for _, line in self.lines[start:]):
                return True
            time.sleep(0.05)
        return False
