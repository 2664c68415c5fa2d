"""Tests of tools/new: what it makes has the new name everywhere, is listed, and passes the rules of the house."""

import subprocess
import sys
import unittest

from tree import TOOLS, TreeTestCase

PROTOCOL_LIST = "set(WARDWATCH_PROTOCOLS dns rdp)\n\nww_library(protocol/common DEPS record)\n"
ANALYTIC_LIST = "set(WARDWATCH_ANALYTICS\n  beacon\n)\n"


class New(TreeTestCase):
    tool = "tidy"

    def setUp(self):
        super().setUp()
        self.write("src/protocol/CMakeLists.txt", PROTOCOL_LIST)
        self.write("src/detect/CMakeLists.txt", ANALYTIC_LIST)

    def new(self, *arguments):
        return subprocess.run([sys.executable, TOOLS / "new", *arguments, "--root", self.root], capture_output=True,
                              text=True, check=False)

    def read(self, path):
        return (self.root / path).read_text()

    def test_a_protocol_is_made_listed_and_keeps_the_rules(self):
        done = self.new("protocol", "modbus_tcp")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("WARDWATCH_PROTOCOLS dns rdp modbus_tcp)", self.read("src/protocol/CMakeLists.txt"))
        source = self.read("src/protocol/modbus_tcp/modbus_tcp.cpp")
        self.assertIn("class ModbusTcpSession", source)
        self.assertNotIn("xample", source + self.read("src/protocol/modbus_tcp/modbus_tcp_test.cpp"))
        self.assert_clean()

    def test_an_analytic_is_made_listed_and_keeps_the_rules(self):
        done = self.new("analytic", "slow_scan")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("beacon slow_scan\n)", self.read("src/detect/CMakeLists.txt"))
        self.assertNotIn("xample", self.read("src/detect/slow_scan/slow_scan.cpp"))
        self.assertNotIn("xample", self.read("rules/analytics/slow-scan.yml"))
        self.assert_clean()

    def test_a_name_that_is_none_is_refused_before_anything_is_made(self):
        for name in ("Modbus", "mod-bus", "../x", "9p"):
            with self.subTest(name):
                self.assertNotEqual(self.new("protocol", name).returncode, 0)
        self.assertEqual(self.read("src/protocol/CMakeLists.txt"), PROTOCOL_LIST)

    def test_what_is_there_is_not_overwritten(self):
        self.write("src/protocol/dns/dns.cpp", "// mine\n")
        done = self.new("protocol", "dns")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("is there already", done.stderr)
        self.assertEqual(self.read("src/protocol/dns/dns.cpp"), "// mine\n")


if __name__ == "__main__":
    unittest.main()
