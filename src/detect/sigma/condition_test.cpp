#include <doctest/doctest.h>

#include "detect/sigma/testing/one_rule.hpp"

namespace wardwatch::detect::sigma {

using testing::fires;
using testing::refusal;
using testing::rule_of;
using testing::selecting;

namespace {

/// Selections a, b, c and _d, each on the field of its name being 1.
std::string with_condition(const std::string& condition) {
  return rule_of("  a1:\n    A: 1\n  a2:\n    B: 1\n  c:\n    C: 1\n  _d:\n    D: 1\n  condition: " + condition + "\n");
}

}  // namespace

TEST_CASE("not binds tighter than and, and tighter than or (section Condition: 'Operator Precedence')") {
  CHECK(fires(with_condition("a1 or a2 and c"), R"({"A": 1})"));
  CHECK_FALSE(fires(with_condition("(a1 or a2) and c"), R"({"A": 1})"));
  CHECK(fires(with_condition("not a1 and a2"), R"({"B": 1})"));
  CHECK_FALSE(fires(with_condition("not (a1 or a2)"), R"({"B": 1})"));
  CHECK(fires(with_condition("a1 and not a2 or c"), R"({"A": 1, "B": 1, "C": 1})"));
}

TEST_CASE("'1 of' and 'all of' take patterns and them, but no name with an underscore") {
  CHECK(fires(with_condition("1 of a*"), R"({"B": 1})"));
  CHECK_FALSE(fires(with_condition("all of a*"), R"({"B": 1})"));
  CHECK(fires(with_condition("all of a*"), R"({"A": 1, "B": 1})"));
  CHECK_FALSE(fires(with_condition("1 of them"), R"({"D": 1})"));
  CHECK(fires(with_condition("all of them"), R"({"A": 1, "B": 1, "C": 1})"));
  CHECK(fires(with_condition("1 of a* and not 1 of *2"), R"({"A": 1})"));
}

TEST_CASE("a list of conditions is an or") {
  CHECK(fires(with_condition("[a1 and a2, c]"), R"({"C": 1})"));
  CHECK_FALSE(fires(with_condition("[a1 and a2, c]"), R"({"A": 1})"));
}

TEST_CASE("a condition that makes no sense is refused at its place") {
  CHECK(refusal(with_condition("a1 and")) ==
        "x.yml:14:20: expected a selection, \"not\", \"(\", \"1 of\" or \"all of\", not the end");
  CHECK(refusal(with_condition("a1 and b9")) == "x.yml:14:21: no selection is called \"b9\"");
  CHECK(refusal(with_condition("(a1")) == "x.yml:14:17: expected \")\", not the end");
  CHECK(refusal(with_condition("1 of z*")) == "x.yml:14:19: no selection fits \"z*\"");
  CHECK(refusal(with_condition("a1 | count() > 5")).find("expected \"and\"") != std::string::npos);
  CHECK(refusal(with_condition("a1 a2")).find("x.yml:14:17: expected \"and\", \"or\" or the end") == 0);
}

TEST_CASE("a condition may not be deeper than its limit, nor unfold without end") {
  CHECK(refusal(with_condition(std::string(10'000, '(') + "a1")).find("deep") != std::string::npos);
  std::string many = "1 of them";
  for (int i = 0; i < 1'500; ++i) many += " or 1 of them";
  CHECK(refusal(with_condition(many)).find("longer than") != std::string::npos);
}

TEST_CASE("maps are an and, lists of maps an or (section Lists)") {
  const std::string rule = rule_of("  s:\n    - A: 1\n      B: 1\n    - C: 1\n  condition: s\n");
  CHECK(fires(rule, R"({"A": 1, "B": 1})"));
  CHECK_FALSE(fires(rule, R"({"A": 1})"));
  CHECK(fires(rule, R"({"C": 1})"));
}

TEST_CASE("keywords are looked for in every value of the event (section Keywords search)") {
  const std::string rule = rule_of("  k:\n    - 'EVILSERVICE'\n    - 'svchost.exe -n*evil'\n  condition: k\n");
  CHECK(fires(rule, R"({"A": "x", "B": "the evilservice runs"})"));
  CHECK(fires(rule, R"({"A": "svchost.exe -n very EVIL"})"));
  CHECK_FALSE(fires(rule, R"({"A": "svchost.exe -n", "B": "evil"})"));
  const std::string all = rule_of("  k:\n    '|all':\n      - 'one'\n      - 'two'\n  condition: k\n");
  CHECK(fires(all, R"({"A": "one", "B": "two"})"));
  CHECK_FALSE(fires(all, R"({"A": "one"})"));
}

TEST_CASE("null is no value, '' is an empty one (section Special Field Values)") {
  CHECK(fires(selecting("A: null"), R"({"B": 1})"));
  CHECK(fires(selecting("A: null"), R"({"A": null})"));
  CHECK_FALSE(fires(selecting("A: null"), R"({"A": ""})"));
  CHECK(fires(selecting("A: ''"), R"({"A": ""})"));
  CHECK_FALSE(fires(selecting("A: ''"), R"({"B": 1})"));
  CHECK_FALSE(fires(selecting("A: '*'"), R"({"A": null})"));
  CHECK(fires(selecting("A: '*'"), R"({"A": ""})"));
}

TEST_CASE("wildcards and their escapes (sections String Wildcard and Escape Character)") {
  CHECK(fires(selecting("A: 'prog?.exe'"), R"({"A": "progB.exe"})"));
  CHECK_FALSE(fires(selecting("A: 'prog?.exe'"), R"({"A": "prog.exe"})"));
  CHECK(fires(selecting("A: 'a?b'"), R"({"A": "aéb"})"));
  CHECK(fires(selecting("A: 'antivirus_V*.exe'"), R"({"A": "antivirus_V21.2.1.exe"})"));
  CHECK_FALSE(fires(selecting("A: 'a*c'"), R"({"A": "xaxc"})"));
  CHECK(fires(selecting("A: 'a\\*b'"), R"({"A": "a*b"})"));
  CHECK_FALSE(fires(selecting("A: 'a\\*b'"), R"({"A": "axb"})"));
  CHECK(fires(selecting("A: 'a\\\\*b'"), R"({"A": "a\\xb"})"));
  CHECK(fires(selecting("A: 'a\\\\\\*b'"), R"({"A": "a\\*b"})"));
  CHECK(fires(selecting("A: '\\\\\\\\srv\\x'"), R"({"A": "\\\\srv\\x"})"));
  CHECK(fires(selecting("A: 'C:\\Windows'"), R"({"A": "c:\\windows"})"));
}

TEST_CASE("a list in the event answers when one of its values does") {
  CHECK(fires(selecting("A: 'two'"), R"({"A": ["one", "two"]})"));
  CHECK(fires(selecting("A|gt: 5"), R"({"A": [1, 9]})"));
  CHECK_FALSE(fires(selecting("A: 'three'"), R"({"A": ["one", "two"]})"));
}

}  // namespace wardwatch::detect::sigma
