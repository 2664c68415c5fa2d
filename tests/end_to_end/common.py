"""What the end-to-end tests share: running the real program on real files and reading what it left."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = sorted((ROOT / "tests/data/demo").glob("*.pcap*"))
os.environ.setdefault("WARDWATCH_RULES_HOME", "/nonexistent")  # Not the sets that somebody has installed here.
os.environ.setdefault("WARDWATCH_INTEL_HOME", "/nonexistent")
CORPUS = pathlib.Path(os.environ.get("WARDWATCH_CORPUS", ROOT.parent / "shared/corpus"))


def wardwatch(*arguments, check=None, **options):
    """Runs the program; `check` is the exit status that is expected."""
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/wardwatch")
    options.setdefault("timeout", 300)
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, **options)
    if check is not None and done.returncode != check:
        fail(f"wardwatch {' '.join(map(str, arguments))}\nexit status {done.returncode}, expected {check}\n"
             f"{done.stdout}{done.stderr}")
    return done


def fail(why):
    print(f"FAILED: {why}", file=sys.stderr)
    sys.exit(1)


def expect(holds, claim):
    if not holds:
        fail(claim)
    print(f"ok: {claim}")


def corpus(*parts):
    """A path in the corpus, or None with a message when the corpus is not here."""
    path = CORPUS.joinpath(*parts)
    if path.exists():
        return path
    print(f"skipped: no {'/'.join(parts)} in the corpus at {CORPUS} (WARDWATCH_CORPUS names another place)")
    return None


def read_json(path):
    return json.loads(pathlib.Path(path).read_text())


def read_lines(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]


def standing_in(secrets, text):
    """Which of many texts stand in a long one: by the bytes that they begin with, for one search each takes a minute."""
    wanted = [secret.encode() for secret in secrets]
    length = min(map(len, wanted))
    by_start = {}
    for secret in wanted:
        by_start.setdefault(secret[:length], []).append(secret)
    found = set()
    for at in range(len(text) - length + 1):
        for secret in by_start.get(text[at:at + length], ()):
            if text.startswith(secret, at):
                found.add(secret.decode())
    return found


def without_chance(text):
    """Digests, seconds since 1970 and fractions of one have every number of six digits, by chance: without them."""
    return re.sub(rb"[0-9a-f]{16,}|\.\d+|\b1[789]\d{8}\b", b"", text)


def folder():
    return tempfile.TemporaryDirectory(prefix="wardwatch-test-")


def results(case):
    """Everything in a case that the evidence alone decides, by name: what determinism is about."""
    case = pathlib.Path(case)
    names = ["incidents.json", "findings.jsonl", *(f"logs/{p.name}" for p in sorted((case / "logs").iterdir()))]
    return {name: (case / name).read_bytes() for name in names}
