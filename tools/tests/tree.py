"""A throw-away source tree to run a checker on."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent


class TreeTestCase(unittest.TestCase):
    """Gives each test an empty folder; `write` fills it, `run_tool` says what a checker thinks of it."""

    tool = ""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run_tool(self):
        done = subprocess.run([sys.executable, TOOLS / self.tool, "--root", self.root], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def assert_clean(self):
        status, said = self.run_tool()
        self.assertEqual(status, 0, said)

    def assert_complains(self, *words):
        status, said = self.run_tool()
        self.assertEqual(status, 1, said)
        for word in words:
            self.assertIn(word, said)
