#pragma once

#include <string>
#include <vector>

#include "detect/sigma/testing/one_rule.hpp"

namespace wardwatch::detect::sigma::testing {

/// One small event of a story for correlations.
struct Happening {
  int second = 0;
  std::string what;  ///< Rule `a` fires on "a", and so on.
  std::string user = "u";
  std::string value = "1";
};

/// Rules a, b, c, each on the field What, and the correlations given as YAML documents.
inline RuleSet correlating(const std::string& documents) {
  std::string text;
  for (const std::string name : {"a", "b", "c"}) {
    text += "title: base " + name + "\nname: " + name +
            "\nlogsource:\n  product: test\ndetection:\n  s:\n    What|contains: " + name + "\n  condition: s\n---\n";
  }
  return RuleSet::of_texts({{"story.yml", text + documents}});
}

/// A correlation named `title`.
inline std::string correlation(const std::string& title, const std::string& type, const std::string& rules,
                               const std::string& more, const std::string& group = "User") {
  return "title: " + title + "\nname: " + title + "\ncorrelation:\n  type: " + type + "\n  rules: [" + rules +
         "]\n  group-by: [" + group + "]\n  timespan: 60s\n" + more;
}

struct Told {
  std::vector<std::string> hits;  ///< `title: 1 2 3`: the events that made each, numbered from 1.
  CorrelationCounts counts;
};

/// What the correlations make of a story.
inline Told tell(const RuleSet& rules, const std::vector<Happening>& story, const CorrelationOptions& options = {}) {
  for (const Refusal& refusal : rules.refusals()) MESSAGE(refusal.text());
  REQUIRE(rules.refused_count() == 0);
  Matcher matcher{rules, options};
  LayoutTable layouts;
  Told told;
  const auto note = [&](std::span<const Hit> hits) {
    for (const Hit& hit : hits) {
      std::string line = rules.rules()[hit.rule].title + ":";
      for (const EventId event : hit.events) line += " " + std::to_string(event.value);
      told.hits.push_back(line);
    }
  };
  std::uint64_t number = 0;
  for (const Happening& one : story) {
    const std::string json = R"({"ts": )" + std::to_string(1'000'000 + one.second) + R"(, "What": ")" + one.what +
                             R"(", "User": ")" + one.user + R"(", "Account": ")" + one.user + R"(", "Value": ")" +
                             one.value + R"("})";
    auto events = read_json_events(json, {"test", "", ""}, layouts);
    REQUIRE(events.has_value());
    events->front().id = EventId{++number};
    note(matcher.on(events->front().view()));
  }
  note(matcher.finish());
  told.counts = matcher.correlation_counts();
  return told;
}

}  // namespace wardwatch::detect::sigma::testing
