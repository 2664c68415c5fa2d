// Any text as JSON events against rules of every kind, and:
//   - it never crashes, and costs bounded time and memory;
//   - matching is deterministic: the same events, the same hits in the same order.

#include <string>

#include "detect/sigma/json_event.hpp"
#include "detect/sigma/matcher.hpp"
#include "fuzz/property.hpp"

namespace {

using namespace wardwatch::detect::sigma;

constexpr const char* kRules = R"(
title: base
name: base
logsource: {product: test}
detection:
  s: {A|contains: 'a', B|exists: true}
  t: {A|re: '(a|b)+c?$'}
  u: {B|gte: 5}
  v: {A|fieldref: B}
  w: {A|cidr: '10.0.0.0/8'}
  x: {T|hour|lt: 12}
  k: ['evil', 'very*bad']
  n: {C: null}
  condition: 1 of them
---
title: count
correlation:
  type: value_count
  rules: [base]
  group-by: [A]
  timespan: 1h
  condition: {field: B, gte: 2}
---
title: order
correlation: {type: temporal_ordered, rules: [base, base], group-by: [B], timespan: 1h, generate: true}
---
title: Windows
logsource: {product: windows, category: process_creation}
detection:
  s: {Image|endswith: '.exe', CommandLine|windash|contains: ' -x', User|contains: 'SYS', IntegrityLevel: High}
  condition: not s
)";

std::string hits_of(const RuleSet& rules, std::string_view text) {
  LayoutTable layouts;
  const auto events = read_json_events(text, {"test", "", ""}, layouts);
  std::string out;
  if (!events) return out;
  Matcher matcher{rules};
  const auto note = [&](std::span<const Hit> hits) {
    for (const Hit& hit : hits) {
      out += std::to_string(hit.rule) + "@" + std::to_string(hit.event.value);
      for (const EventId id : hit.events) out += "," + std::to_string(id.value);
    }
  };
  for (const StoredEvent& event : *events) note(matcher.on(event.view()));
  note(matcher.finish());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  static const RuleSet rules = RuleSet::of_texts({{"rules.yml", kRules}});
  fuzz::must(rules.refused_count() == 0, "the target's own rules are good");
  const std::string text{as_text(std::as_bytes(std::span{data, size}))};
  fuzz::must(hits_of(rules, text) == hits_of(rules, text), "the same events give the same hits");
  return 0;
}
