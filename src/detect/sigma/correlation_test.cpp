#include <doctest/doctest.h>

#include "detect/sigma/testing/story.hpp"

namespace wardwatch::detect::sigma {

using testing::correlating;
using testing::correlation;
using testing::Happening;
using testing::refusal;
using testing::tell;
using Hits = std::vector<std::string>;

namespace {

RuleSet three_of_a() { return correlating(correlation("many", "event_count", "a", "  condition:\n    gte: 3\n")); }
RuleSet abc(const std::string& type) { return correlating(correlation("abc", type, "a, b, c", "")); }

}  // namespace

TEST_CASE("event_count fires with the event that completes it, and lists the events (Event Count)") {
  CHECK(tell(three_of_a(), {{0, "a"}, {10, "a"}, {20, "x"}, {30, "a"}}).hits == Hits{"many: 1 2 4"});
  CHECK(tell(three_of_a(), {{0, "a"}, {10, "a"}}).hits.empty());
}

TEST_CASE("event_count counts each group apart, by values without regard to case (Grouping)") {
  CHECK(tell(three_of_a(), {{0, "a", "x"}, {1, "a", "y"}, {2, "a", "x"}, {3, "a", "y"}}).hits.empty());
  CHECK(tell(three_of_a(), {{0, "a", "Eve"}, {1, "a", "EVE"}, {2, "a", "eve"}}).hits == Hits{"many: 1 2 3"});
}

TEST_CASE("event_count's window slides and is not restricted to boundaries (Time Selection)") {
  CHECK(tell(three_of_a(), {{0, "a"}, {50, "a"}, {61, "a"}}).hits.empty());
  CHECK(tell(three_of_a(), {{0, "a"}, {50, "a"}, {61, "a"}, {70, "a"}}).hits == Hits{"many: 2 3 4"});
  CHECK(tell(three_of_a(), {{0, "a"}, {30, "a"}, {60, "a"}}).hits == Hits{"many: 1 2 3"});
}

TEST_CASE("an event is counted for one hit only") {
  std::vector<Happening> story;
  for (int i = 0; i < 7; ++i) story.push_back({i, "a"});
  CHECK(tell(three_of_a(), story).hits == Hits{"many: 1 2 3", "many: 4 5 6"});
}

TEST_CASE("an event that meets two of the rules is counted once") {
  const RuleSet rules = correlating(correlation("many", "event_count", "a, b", "  condition:\n    gte: 3\n"));
  CHECK(tell(rules, {{0, "ab"}, {1, "ab"}}).hits.empty());
  CHECK(tell(rules, {{0, "ab"}, {1, "a"}, {2, "b"}}).hits == Hits{"many: 1 2 3"});
}

TEST_CASE("a bound that could still be left is decided when the window is over (Condition: eq, lt, ranges)") {
  const auto with = [](const std::string& bounds) {
    return correlating(correlation("some", "event_count", "a", "  condition:\n" + bounds));
  };
  CHECK(tell(with("    eq: 2\n"), {{0, "a"}, {1, "a"}, {2, "a"}}).hits.empty());
  CHECK(tell(with("    eq: 2\n"), {{0, "a"}, {1, "a"}, {200, "x"}}).hits == Hits{"some: 1 2"});
  CHECK(tell(with("    gt: 1\n    lte: 3\n"), {{0, "a"}, {1, "a"}, {2, "a"}}).hits == Hits{"some: 1 2 3"});
  CHECK(tell(with("    neq: 1\n"), {{0, "a"}}).hits.empty());
  CHECK(tell(with("    lt: 2\n"), {{0, "a"}, {100, "a"}, {101, "a"}}).hits == Hits{"some: 1"});
}

TEST_CASE("value_count counts distinct values, and of several fields their combinations (Value Count)") {
  const auto with = [](const std::string& field) {
    return correlating(
        correlation("users", "value_count", "a", "  condition:\n    field: " + field + "\n    gte: 2\n", "What"));
  };
  CHECK(tell(with("User"), {{0, "a", "x"}, {1, "a", "X"}, {2, "a", "x"}}).hits.empty());
  CHECK(tell(with("User"), {{0, "a", "x"}, {1, "a", "x"}, {2, "a", "y"}}).hits == Hits{"users: 1 2 3"});
  CHECK(tell(with("[User, Value]"), {{0, "a", "x", "1"}, {1, "a", "x", "2"}}).hits == Hits{"users: 1 2"});
}

TEST_CASE("a value does not outlive the window (Hayabusa 1896: count(field) leaked beyond the timeframe)") {
  const RuleSet rules =
      correlating(correlation("users", "value_count", "a", "  condition:\n    field: User\n    gte: 3\n", "What"));
  CHECK(tell(rules, {{0, "a", "x"}, {40, "a", "y"}, {61, "a", "z"}}).hits.empty());
  CHECK(tell(rules, {{0, "a", "x"}, {40, "a", "y"}, {59, "a", "z"}}).hits == Hits{"users: 1 2 3"});
}

TEST_CASE("value_sum, value_avg, value_median and value_percentile measure numbers") {
  const auto with = [](const std::string& type, const std::string& bounds) {
    return correlating(correlation("m", type, "a", "  condition:\n    field: Value\n" + bounds));
  };
  const std::vector<Happening> story{{0, "a", "u", "10"}, {1, "a", "u", "20"}, {2, "a", "u", "90"}};
  CHECK(tell(with("value_sum", "    gt: 100\n"), story).hits == Hits{"m: 1 2 3"});
  CHECK(tell(with("value_sum", "    gt: 120\n"), story).hits.empty());
  CHECK(tell(with("value_avg", "    gte: 40\n    lt: 41\n"), story).hits == Hits{"m: 1 2 3"});
  CHECK(tell(with("value_median", "    eq: 20\n"), story).hits == Hits{"m: 1 2 3"});
  CHECK(tell(with("value_percentile", "    percentile: 75\n    eq: 55\n"), story).hits == Hits{"m: 1 2 3"});
  CHECK(tell(with("value_avg", "    gt: 1\n"), {{0, "a", "u", "lots"}}).counts.uncountable_events == 1);
}

TEST_CASE("value_percentile without a percentile finds rare values (its example in the specification)") {
  const RuleSet rules = correlating(
      correlation("rare", "value_percentile", "a", "  condition:\n    field: Value\n    lte: 10\n", "What"));
  std::vector<Happening> story;
  for (int i = 0; i < 19; ++i) story.push_back({i, "a", "u", "common"});
  story.push_back({19, "a", "u", "odd"});
  CHECK(tell(rules, story).hits == Hits{"rare: 20"});
}

TEST_CASE("temporal wants every rule, in any order (Temporal Proximity)") {
  CHECK(tell(abc("temporal"), {{0, "c"}, {1, "a"}, {2, "b"}}).hits == Hits{"abc: 1 2 3"});
  CHECK(tell(abc("temporal"), {{0, "c"}, {1, "a"}, {2, "a"}}).hits.empty());
  CHECK(tell(abc("temporal"), {{0, "c"}, {30, "a"}, {61, "b"}}).hits.empty());
}

TEST_CASE("temporal keeps groups apart (Hayabusa 1841: group-by was ignored)") {
  CHECK(tell(abc("temporal"), {{0, "a", "x"}, {1, "b", "y"}, {2, "c", "x"}}).hits.empty());
  CHECK(tell(abc("temporal_ordered"), {{0, "a", "x"}, {1, "b", "y"}, {2, "c", "x"}}).hits.empty());
}

TEST_CASE("temporal_ordered wants the whole order (Hayabusa 1841: A, C, B matched)") {
  CHECK(tell(abc("temporal_ordered"), {{0, "a"}, {1, "b"}, {2, "c"}}).hits == Hits{"abc: 1 2 3"});
  CHECK(tell(abc("temporal_ordered"), {{0, "a"}, {1, "c"}, {2, "b"}}).hits.empty());
  CHECK(tell(abc("temporal_ordered"), {{0, "b"}, {1, "a"}, {2, "c"}}).hits.empty());
  CHECK(tell(abc("temporal_ordered"), {{0, "a"}, {1, "c"}, {2, "b"}, {3, "c"}}).hits == Hits{"abc: 1 3 4"});
}

TEST_CASE("temporal_ordered takes the latest beginning that fits the timespan") {
  CHECK(tell(abc("temporal_ordered"), {{0, "a"}, {50, "a"}, {55, "b"}, {70, "c"}}).hits == Hits{"abc: 2 3 4"});
  CHECK(tell(abc("temporal_ordered"), {{0, "a"}, {1, "b"}, {50, "a"}, {70, "c"}}).hits.empty());
}

TEST_CASE("one event does not stand for two places of an order") {
  CHECK(tell(abc("temporal_ordered"), {{0, "ab"}, {1, "c"}}).hits.empty());
}

TEST_CASE("temporal with a number wants so many different rules (Condition)") {
  const RuleSet rules = correlating(correlation("two", "temporal", "a, b, c", "  condition:\n    gte: 2\n"));
  CHECK(tell(rules, {{0, "a"}, {1, "a"}, {2, "c"}}).hits == Hits{"two: 2 3"});
}

TEST_CASE("temporal with a condition over rules' names, and absence when the window is over") {
  const auto with = [](const std::string& condition) {
    return correlating(correlation("x", "temporal", "a, b, c", "  condition: " + condition + "\n"));
  };
  CHECK(tell(with("a and (b or c)"), {{0, "a"}, {1, "c"}}).hits == Hits{"x: 1 2"});
  CHECK(tell(with("a and not b"), {{0, "a"}, {200, "z"}}).hits == Hits{"x: 1"});
  CHECK(tell(with("a and not b"), {{0, "a"}, {30, "b"}, {200, "z"}}).hits.empty());
  CHECK(tell(with("a and not b"), {{0, "a"}, {61, "b"}}).hits == Hits{"x: 1"});
}

TEST_CASE("correlations chain: many failures, then a success (Example of the specification)") {
  const RuleSet rules = correlating(correlation("then", "temporal_ordered", "many, b", "") + "---\n" +
                                    correlation("many", "event_count", "a", "  condition:\n    gte: 3\n"));
  CHECK(tell(rules, {{0, "a"}, {1, "a"}, {2, "a"}, {9, "b"}}).hits == Hits{"then: 1 2 3 4"});
  CHECK(tell(rules, {{0, "b"}, {1, "a"}, {2, "a"}, {3, "a"}}).hits.empty());
  CHECK(tell(rules, {{0, "a"}, {1, "a"}, {2, "a"}, {9, "b", "other"}}).hits.empty());
}

TEST_CASE("a chain on a window that is decided late still keeps the order of the events") {
  const RuleSet rules = correlating(correlation("then", "temporal_ordered", "few, b", "") + "---\n" +
                                    correlation("few", "event_count", "a", "  condition:\n    lte: 2\n"));
  CHECK(tell(rules, {{0, "a"}, {1, "a"}, {30, "b"}, {300, "x"}}).hits == Hits{"then: 1 2 3"});
}

TEST_CASE("a group-by of a chain uses its own fields, whatever its parts group by (Ordered Temporal Proximity, note)") {
  const RuleSet rules = correlating(correlation("then", "temporal_ordered", "many, b", "") + "---\n" +
                                    correlation("many", "event_count", "a", "  condition:\n    gte: 2\n", "What"));
  CHECK(tell(rules, {{0, "a", "x"}, {1, "a", "y"}, {2, "b", "x"}}).hits == Hits{"then: 1 2 3"});
  CHECK(tell(rules, {{0, "a", "x"}, {1, "a", "y"}, {2, "b", "z"}}).hits.empty());
}

TEST_CASE("aliases join fields of different names (Field Name Aliases)") {
  const RuleSet rules = correlating(
      correlation("pair", "temporal", "a, b", "  aliases:\n    who:\n      a: User\n      b: Account\n", "who"));
  CHECK(tell(rules, {{0, "a", "x"}, {1, "b", "x"}}).hits == Hits{"pair: 1 2"});
  CHECK(tell(rules, {{0, "a", "x"}, {1, "b", "y"}}).hits.empty());
}

TEST_CASE("an alias holds through a chain: who reads the correlation groups by what it groups by") {
  const std::string pair =
      correlation("pair", "event_count", "a, b",
                  "  aliases:\n    who:\n      a: User\n      b: Value\n  condition:\n    gte: 2\n", "who");
  const RuleSet rules = correlating(
      pair + "---\n" +
      correlation("then", "temporal_ordered", "pair, c", "  aliases:\n    who:\n      c: Account\n", "who"));
  CHECK(tell(rules, {{0, "a", "x", "1"}, {1, "b", "1", "x"}, {2, "c", "x"}}).hits == Hits{"then: 1 2 3"});
  CHECK(tell(rules, {{0, "a", "x", "1"}, {1, "b", "1", "x"}, {2, "c", "1"}}).hits.empty());
}

TEST_CASE("rules that a correlation refers to are silent, unless it says generate (Generate)") {
  const auto with = [](const std::string& generate) {
    return correlating(correlation("many", "event_count", "a", generate + "  condition:\n    gte: 2\n"));
  };
  CHECK(tell(with(""), {{0, "a"}, {1, "a"}}).hits == Hits{"many: 1 2"});
  CHECK(tell(with("  generate: true\n"), {{0, "a"}, {1, "a"}}).hits == Hits{"base a:", "base a:", "many: 1 2"});
}

TEST_CASE("events slightly out of order are put in order, later ones are counted and left out") {
  CHECK(tell(abc("temporal_ordered"), {{0, "a"}, {4, "c"}, {2, "b"}}).hits == Hits{"abc: 1 3 2"});
  const auto told = tell(abc("temporal_ordered"), {{0, "a"}, {50, "c"}, {20, "b"}});
  CHECK(told.hits.empty());
  CHECK(told.counts.late_events == 1);
}

TEST_CASE("no events at all, and events outside the clock, are no trouble") {
  CHECK(tell(three_of_a(), {}).hits.empty());
  const RuleSet rules = three_of_a();
  Matcher other{rules};
  LayoutTable layouts;
  auto events = read_json_events(R"({"What": "a", "User": "u"})", {"test", "", ""}, layouts);
  REQUIRE(events.has_value());
  for (const Timestamp at : {Timestamp::min(), Timestamp::max()}) {
    events->front().at = at;
    CHECK(other.on(events->front().view()).empty());
  }
  CHECK(other.finish().empty());
  CHECK(other.correlation_counts().late_events == 2);
}

TEST_CASE("what is held is bounded: the oldest groups go first, and are counted") {
  CorrelationOptions options;
  options.held_groups_max = 20;
  std::vector<Happening> story;
  for (int i = 0; i < 100; ++i) story.push_back({i / 10 + 20, "a", "user" + std::to_string(i)});
  story.insert(story.begin(), {{0, "a", "old"}, {1, "a", "old"}});
  story.push_back({31, "a", "old"});
  const auto told = tell(three_of_a(), story, options);
  CHECK(told.hits.empty());
  CHECK(told.counts.dropped_groups > 50);
  CHECK(tell(three_of_a(), story).hits.size() == 1);
}

TEST_CASE("an event without a field that is grouped by is counted and correlated with nothing") {
  const RuleSet rules = correlating(correlation("many", "event_count", "a", "  condition:\n    gte: 2\n", "Nowhere"));
  const auto told = tell(rules, {{0, "a"}, {1, "a"}});
  CHECK(told.hits.empty());
  CHECK(told.counts.ungrouped_events == 2);
}

TEST_CASE("the same story told twice gives the same hits in the same order (Hayabusa 1912)") {
  std::vector<Happening> story;
  for (int i = 0; i < 300; ++i)
    story.push_back({i / 3, std::string(1, static_cast<char>('a' + i % 3)), "u" + std::to_string(i * 7 % 11)});
  const RuleSet rules = correlating(correlation("abc", "temporal", "a, b, c", "") + "---\n" +
                                    correlation("many", "event_count", "a", "  condition:\n    gte: 2\n"));
  const auto first = tell(rules, story).hits;
  CHECK(first.size() > 10);
  CHECK(tell(rules, story).hits == first);
}

TEST_CASE("a correlation that refers to nobody, or to itself, is refused at the reference") {
  const std::string nobody = correlation("x", "event_count", "zed", "  condition:\n    gte: 2\n");
  CHECK(refusal(nobody) == "x.yml:5:11: no rule has the id or name \"zed\"");
  CHECK(refusal(correlation("x", "temporal", "x", "")).find("refers to itself") != std::string::npos);
  CHECK(refusal("title: x\ncorrelation:\n  type: temporal\n  rules: [a]\n  timespan: 5\n") ==
        "x.yml:5:13: expected a time such as 30s, 15m, 8h or 7d, not \"5\"");
}

}  // namespace wardwatch::detect::sigma
