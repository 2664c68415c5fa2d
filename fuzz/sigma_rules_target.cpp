// Any text as a file of Sigma rules, and:
//   - it never crashes, and costs bounded time and memory;
//   - what loads can be matched against an event;
//   - loading is deterministic: the same text, the same rules and refusals.

#include <string>

#include "detect/sigma/json_event.hpp"
#include "detect/sigma/matcher.hpp"
#include "fuzz/property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  using namespace wardwatch::detect::sigma;
  constexpr std::size_t kTextMaxBytes = 16'384;
  const std::string text{as_text(std::as_bytes(std::span{data, std::min(size, kTextMaxBytes)}))};
  const RuleSet rules = RuleSet::of_texts({{"x.yml", text}});
  const RuleSet again = RuleSet::of_texts({{"x.yml", text}});
  fuzz::must(rules.rules().size() == again.rules().size() && rules.refused_count() == again.refused_count(),
             "the same text gives the same rules");
  LayoutTable layouts;
  const auto events = read_json_events(
      R"([{"A": "abc", "B": 1, "ts": 1}, {"Event": {"System": {"EventID": 1, "Channel":
      "Microsoft-Windows-Sysmon/Operational", "Provider": {"#attributes": {"Name": "Microsoft-Windows-Sysmon"}}},
      "EventData": {"Image": "C:\\a.exe", "CommandLine": "a -x"}}}])",
      {"test", "", ""}, layouts);
  fuzz::must(events.has_value(), "the target's own events are good");
  Matcher matcher{rules};
  for (const StoredEvent& event : *events) std::ignore = matcher.on(event.view());
  std::ignore = matcher.finish();
  return 0;
}
