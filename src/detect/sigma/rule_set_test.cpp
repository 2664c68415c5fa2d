#include "detect/sigma/rule_set.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "detect/sigma/limits.hpp"
#include "detect/sigma/testing/one_rule.hpp"

namespace wardwatch::detect::sigma {

using testing::fired;
using testing::refusal;
using testing::rule_of;
using testing::selecting;

TEST_CASE("one bad rule is named with file, line and column, and the others run") {
  const RuleSet rules = RuleSet::of_texts({{"bad.yml", "title: x\nlevel: huge\nlogsource:\n  product: test\n"},
                                           {"worse.yml", "a: [1, 2\nb: }"},
                                           {"good.yml", selecting("A: 1")}});
  CHECK(rules.refused_count() == 2);
  CHECK(rules.refusals()[0].text() ==
        "bad.yml:2:8: level is informational, low, medium, high or critical, not \"huge\"");
  CHECK(rules.refusals()[1].text().starts_with("worse.yml:2:"));
  CHECK(fired(rules, R"({"A": 1})").size() == 1);
}

TEST_CASE("in a file of several documents each stands alone") {
  const RuleSet rules = RuleSet::of_texts(
      {{"x.yml", selecting("A: 1") + "---\ntitle: y\n---\n" +
                     "title: z\nlogsource:\n  product: test\ndetection:\n  s:\n    B: 1\n  condition: s\n"}});
  CHECK(rules.rules().size() == 2);
  CHECK(rules.refusals().front().text() == "x.yml:10:1: expected a \"logsource\": product, category or service");
}

TEST_CASE("a rule twice in the set is taken once, and said so") {
  const RuleSet rules = RuleSet::of_texts({{"a.yml", selecting("A: 1")}, {"b.yml", selecting("A: 1")}});
  CHECK(rules.rules().size() == 1);
  CHECK(rules.remarks().front().text().find("has the id of a rule in a.yml") != std::string::npos);
}

TEST_CASE("aliases that unfold without end are refused (a YAML bomb)") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 8; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  CHECK(refusal(bomb).find("more than 200000 values") != std::string::npos);
}

TEST_CASE("an alias that stays small is followed") {
  CHECK(refusal("words: &w ['x', 'y']\n" + selecting("A: *w")).empty());
}

TEST_CASE("nesting deeper than the limit is refused, whatever makes it") {
  CHECK(refusal(std::string(200, '[')).find("deep") != std::string::npos);
  CHECK_FALSE(refusal(std::string(100'000, '[')).empty());
  CHECK_FALSE(refusal(std::string(100'000, '{')).empty());
}

TEST_CASE("values that multiply are bounded over the whole rule") {
  std::string list = "A|base64offset|windash|contains:\n";
  for (int i = 0; i < 40'000; ++i) list += "        - 'value" + std::to_string(i) + "'\n";
  CHECK(refusal(rule_of("  s:\n    " + list + "  condition: s\n")).find("more than 100000") != std::string::npos);
  CHECK(refusal(selecting("A|windash|base64: '------'")).find("makes more than 625") != std::string::npos);
  CHECK(refusal(selecting("A: '" + std::string(40'000, 'x') + "'")).find("longer than") != std::string::npos);
}

TEST_CASE("a filter takes away what its condition selects (Sigma Filters Specification)") {
  const std::string rule = "name: noisy\n" + selecting("A: 1") + "---\n";
  const std::string head =
      "title: f\nlogsource:\n  product: test\nfilter:\n  rules: [noisy]\n  selection:\n    User|startswith: 'adm_'\n";
  for (const std::string condition : {"selection", "not selection"}) {
    const RuleSet rules = RuleSet::of_texts({{"x.yml", rule + head + "  condition: " + condition + "\n"}});
    CHECK(rules.refused_count() == 0);
    CHECK(fired(rules, R"({"A": 1, "User": "adm_x"})").empty());
    CHECK(fired(rules, R"({"A": 1, "User": "eve"})").size() == 1);
  }
}

TEST_CASE("a filter for another log source, or for no rule, changes nothing and is told") {
  const std::string rule = "name: noisy\n" + selecting("A: 1") + "---\n";
  const std::string rest = "filter:\n  rules: [noisy, nobody]\n  s:\n    A: 1\n  condition: s\n";
  const RuleSet rules = RuleSet::of_texts({{"x.yml", rule + "title: f\nlogsource:\n  product: other\n" + rest}});
  CHECK(fired(rules, R"({"A": 1})").size() == 1);
  CHECK(rules.remarks().size() == 2);
}

TEST_CASE("our own analytics' descriptions load, and match nothing") {
  const std::filesystem::path folder = "rules/analytics";
  REQUIRE(std::filesystem::exists(folder));
  const auto rules = RuleSet::load({folder});
  REQUIRE(rules.has_value());
  CHECK(rules->refused_count() == 0);
  CHECK(rules->rules().size() > 5);
  for (const Rule& rule : rules->rules()) CHECK(rule.is_description);
}

TEST_CASE("a path that is not there is an error with its name") {
  const auto rules = RuleSet::load({"no/such/rules"});
  REQUIRE_FALSE(rules.has_value());
  CHECK(rules.error().what == "no rules at \"no/such/rules\": there is no such file or folder");
}

}  // namespace wardwatch::detect::sigma
