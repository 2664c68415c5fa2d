#include "detect/common/rules.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;
using namespace wardwatch::detect;

TEST_CASE("every built-in rule says what it means to a nurse and to an analyst, and which technique it is") {
  const auto rules = load_rules(built_in_rules());
  REQUIRE_MESSAGE(rules.has_value(), rules.error().what);
  CHECK(rules->size() >= 11);
  for (const Rule& rule : *rules) {
    CHECK_FALSE(rule.explain_plain.empty());
    CHECK_FALSE(rule.advice.empty());
    CHECK_FALSE(rule.innocent_explanation.empty());
    CHECK_FALSE(rule.techniques.empty());
  }
}

TEST_CASE("a fault in a rule names file, line and what was expected") {
  const auto fault = [](std::string text) { return load_rules({{"x.yml", std::move(text)}}).error().what; };
  CHECK(fault("name: x\ntitle: y\nversion: 1.0.0\nlevel: sever\n") ==
        "x.yml:4: level is informational, low, medium, high or critical");
  CHECK(fault("name: x\nheading: y\n") == "x.yml:2: unknown key \"heading\"");
  CHECK(fault("name: [\n").starts_with("x.yml:"));
  CHECK(fault("- a\n- b\n").find("expected a rule") != std::string::npos);
}
