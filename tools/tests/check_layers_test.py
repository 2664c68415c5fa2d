"""Tests of tools/check_layers: each forbidden arrow is found, each allowed one is not."""

import unittest

from tree import TreeTestCase


class Layers(TreeTestCase):
    tool = "check_layers"

    def setUp(self):
        super().setUp()
        for folder in ("core", "record", "flow", "store", "protocol/common", "protocol/dns", "protocol/rdp", "pipeline"):
            self.write(f"src/{folder}/x.hpp", "#pragma once\n")

    def include(self, path, *headers):
        self.write(f"src/{path}", "".join(f"#include {header}\n" for header in headers))

    def test_what_the_rule_allows_is_allowed(self):
        self.include("core/a.cpp", "<vector>", '"core/x.hpp"')
        self.include("record/a.cpp", '"core/x.hpp"', "<tl/expected.hpp>")
        self.include("protocol/dns/a.cpp", '"core/x.hpp"', '"record/x.hpp"', '"protocol/common/x.hpp"')
        self.include("pipeline/a.cpp", '"flow/x.hpp"', '"store/x.hpp"', '"protocol/dns/x.hpp"')
        self.include("store/a.cpp", "<duckdb.h>", "<sys/mman.h>")
        self.assert_clean()

    def test_core_sees_nothing(self):
        self.include("core/a.cpp", '"record/x.hpp"')
        self.assert_complains("src/core/a.cpp:1", "core/ may not include record/")

    def test_record_sees_only_core(self):
        self.include("record/a.hpp", '"flow/x.hpp"')
        self.assert_complains("record/ may not include flow/")

    def test_a_library_does_not_see_its_sibling(self):
        self.include("flow/a.cpp", '"store/x.hpp"')
        self.assert_complains("flow/ may not include store/")

    def test_a_protocol_does_not_see_its_neighbour(self):
        self.include("protocol/rdp/a.cpp", '"protocol/dns/x.hpp"')
        self.assert_complains("protocol/rdp/ may not include protocol/dns/")

    def test_the_common_folder_does_not_see_its_neighbours(self):
        self.include("protocol/common/a.cpp", '"protocol/dns/x.hpp"')
        self.assert_complains("protocol/common/ may not include protocol/dns/")

    def test_the_common_folder_of_another_group_is_a_sibling(self):
        self.include("flow/a.cpp", '"protocol/common/x.hpp"')
        self.assert_complains("flow/ may not include protocol/common/")

    def test_a_third_party_header_away_from_home(self):
        self.include("protocol/dns/a.cpp", "<duckdb.h>")
        self.assert_complains("<duckdb.h> belongs in store only")

    def test_a_third_party_header_without_a_home(self):
        self.include("core/a.cpp", "<boost/asio.hpp>")
        self.assert_complains("<boost/asio.hpp> has no home")

    def test_a_parser_does_not_see_the_network(self):
        self.include("protocol/dns/a.cpp", "<sys/socket.h>")
        self.assert_complains("can reach a network")

    def test_a_relative_include(self):
        self.include("flow/a.cpp", '"x.hpp"')
        self.assert_complains("must be written from src/")

    def test_a_library_that_links_what_it_may_not_include(self):
        self.write("src/CMakeLists.txt", "ww_library(core)\nww_library(record DEPS core LINK fmt::fmt)\n"
                                         "ww_library(flow DEPS record\n  store)\n")
        self.assert_complains("src/CMakeLists.txt: flow may not depend on store")

    def test_links_that_are_allowed(self):
        self.write("src/CMakeLists.txt", "ww_library(flow DEPS record LINK x)\n"
                                         "ww_library(protocol/${name} DEPS record protocol/common)\n")
        self.assert_clean()


if __name__ == "__main__":
    unittest.main()
