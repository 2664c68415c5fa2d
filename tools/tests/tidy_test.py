"""Tests of tools/tidy: each rule finds what it is for, and lets pass what only looks like it."""

import importlib.machinery
import importlib.util
import unittest

from tree import TOOLS, TreeTestCase

DECISION = "# T\n\n## Context\n\n## Decision\n\n## What we gave up\n\n## When to revisit\n"


def load_tidy():
    loader = importlib.machinery.SourceFileLoader("tidy", str(TOOLS / "tidy"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("tidy", loader))
    loader.exec_module(module)
    return module


class FunctionBodies(unittest.TestCase):
    """The brace counting behind the limit on function length."""

    def bodies(self, text):
        tidy = load_tidy()
        return [(first, last) for first, last, _ in tidy.functions(tidy.without_noise(text))]

    def test_a_function_is_found(self):
        self.assertEqual(self.bodies("int f(int a) {\n  return a;\n}\n"), [(1, 3)])

    def test_namespaces_types_and_tables_are_not_functions(self):
        self.assertEqual(self.bodies("namespace a {\nstruct S {\n int x = 1;\n};\nconstexpr int t[] = {\n1,\n2};\n}\n"), [])

    def test_members_are_functions(self):
        self.assertEqual(self.bodies("class A {\n public:\n  int f() const noexcept {\n    return 1;\n  }\n};\n"), [(3, 5)])

    def test_a_constructor_with_initialisers_is_one_function(self):
        bodies = self.bodies("A::A(int b)\n    : b_{b}, c_{1} {\n  if (b) {\n  }\n}\n")
        self.assertEqual(bodies, [(2, 5)])

    def test_a_lambda_counts_to_the_function_that_holds_it(self):
        self.assertEqual(self.bodies("void f() {\n  auto g = [](int x) {\n    return x;\n  };\n}\n"), [(1, 5)])

    def test_braces_in_literals_and_comments_do_not_count(self):
        text = 'void f() {\n  g("{{", \'{\', R"(\n{{{)");  // {\n  /* { */ int x = 1\'000;\n}\nvoid h() {\n}\n'
        self.assertEqual(self.bodies(text), [(1, 5), (6, 7)])


class Rules(TreeTestCase):
    tool = "tidy"

    def test_a_good_tree(self):
        self.write("src/core/a.hpp", "#pragma once\n\n/// Says send(), throw and Manager only in a comment.\nint a();\n")
        self.write("src/protocol/dns/dns.cpp", 'int a() { return f("connect( Helper"); }\n')
        self.write("src/protocol/dns/dns_test.cpp", "using namespace wardwatch;\n")
        self.write("src/protocol/dns/README.md", "# DNS\n\nRobustness: fuzzed\n")
        self.write("docs/decisions/0001-a.md", DECISION)
        self.write("docs/decisions/README.md", "- [A](0001-a.md)\n")
        self.assert_clean()

    def test_long_file(self):
        self.write("src/core/a.cpp", "\n" * 401)
        self.assert_complains("file_length")

    def test_a_test_file_may_be_longer(self):
        self.write("src/core/a_test.cpp", "\n" * 599)
        self.assert_clean()

    def test_long_function(self):
        self.write("src/core/a.cpp", "void f() {\n" + "  g();\n" * 51 + "}\n")
        self.assert_complains("src/core/a.cpp:1", "function_length")

    def test_a_flat_switch_may_be_longer(self):
        cases = "".join(f"    case {n}: return {n};\n" for n in range(90))
        self.write("src/core/a.cpp", "int f(int x) {\n  switch (x) {\n" + cases + "  }\n}\n")
        self.assert_clean()

    def test_names_that_say_nothing(self):
        for name in ("FlowManager", "ParseHelper", "StringUtils", "ReaderImpl"):
            with self.subTest(name):
                self.write("src/core/a.cpp", f"class {name};\n")
                self.assert_complains(name, "forbidden_names")

    def test_file_names_that_say_nothing(self):
        self.write("src/core/string_utils.cpp", "\n")
        self.assert_complains("forbidden_names")

    def test_a_todo_has_an_owner(self):
        self.write("src/core/a.cpp", "// TO" + "DO: later\n")
        self.assert_complains("owned_todos")
        self.write("src/core/a.cpp", "// TO" + "DO(mara): later\n")
        self.assert_clean()

    def test_macros(self):
        self.write("src/core/a.cpp", "#define MAX(a, b) 1\n")
        self.assert_complains("macro MAX")
        self.write("src/core/a.cpp", "#define WW_ASSERT(x) 1\n")
        self.assert_clean()

    def test_headers(self):
        self.write("src/core/a.hpp", "using namespace std;\n")
        self.assert_complains("no '#pragma once'", "'using namespace' in a header")

    def test_a_parser_cannot_send(self):
        for call in ("::sendto(fd, p)", "pcap_inject(h, p, n)", "connect(fd, a, n)"):
            with self.subTest(call):
                self.write("src/flow/a.cpp", f"int f() {{ return {call}; }}\n")
                self.assert_complains("passive")
        self.write("src/flow/a.cpp", "int f() { return on_connect(1) + resend(2); }\n")
        self.assert_clean()

    def test_untrusted_bytes_clock_and_exceptions(self):
        self.write("src/protocol/common/a.cpp", "auto x = reinterpret_cast<int*>(p);\n"
                                                "auto t = std::chrono::system_clock::now();\nvoid f() { throw 1; }\n")
        self.assert_complains("untrusted_bytes", "the wall clock", "throw: errors are values")

    def test_paths_of_a_machine(self):
        self.write("docs/a.md", "see /wo" + "rk/main\n")
        self.assert_complains("no_machine_paths")

    def test_a_bare_protocol_folder(self):
        self.write("src/protocol/dns/dns.cpp", "\n")
        self.assert_complains("no *_test.cpp", "no README.md")
        self.write("src/protocol/dns/README.md", "# DNS\n")
        self.assert_complains("Robustness")

    def test_golden_and_input_sizes(self):
        self.write("src/core/testdata/a.golden.jsonl", "{}\n" * 201)
        self.write("src/core/testdata/b.pcap", "x" * 65537)
        self.assert_complains("a golden of more", "a test input of more")

    def test_decisions(self):
        self.write("docs/decisions/0001-a.md", "# A\n")
        self.write("docs/decisions/README.md", "- [B](0002-b.md)\n")
        self.assert_complains("not listed", "no heading 'Context'", "lists 0002-b.md")

    def test_links(self):
        self.write("docs/a.md", "[b](b.md#part) [c](../src/c.cpp) [d](mailto://x)\n")
        self.assert_complains("docs/a.md:1: a link to b.md, which is not there", "../src/c.cpp")
        self.write("docs/b.md", "\n")
        self.write("src/c.cpp", "\n")
        self.assert_clean()

    def test_analytics(self):
        self.write("rules/analytics/a.yml", "title: A\n")
        self.assert_complains("no key 'description'")


if __name__ == "__main__":
    unittest.main()
