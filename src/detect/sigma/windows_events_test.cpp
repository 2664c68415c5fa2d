#include "detect/sigma/windows_events.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "detect/sigma/rule_findings.hpp"

namespace wardwatch::detect::sigma {
namespace {

RuleSet rule(const std::string& detection, const std::string& more = "") {
  return RuleSet::of_texts({{"x.yml",
                             "title: Known by its service\nid: 0f5b8f0e-9c51-4a1f-8f57-5d3e6f3d1f11\nlevel: high\n"
                             "status: test\nlogsource:\n  product: windows\n  service: system\n" +
                                 more + "detection:\n  s:\n" + detection + "  condition: s\n"}});
}

struct Kept final : FindingSink {
  std::vector<record::Finding> findings;
  void report(record::Finding finding) override {
    std::erase_if(findings, [&](const auto& known) { return known.id == finding.id; });
    findings.push_back(std::move(finding));
  }
};

record::WindowsEvent service(record::TextMap data, const char* computer = "TS01") {
  record::WindowsEvent row;
  row.at.ts = timestamp_of(1'700'000'000, 0);
  row.at.uid = record::Uid{"E1"};
  row.computer = computer;
  row.channel = "System";
  row.provider = "Service Control Manager";
  row.event_id = 7045;
  row.data = data;
  return row;
}

}  // namespace

TEST_CASE("a record is asked by the names of rules: those of System, of data, and any of several values") {
  const std::array<record::NamedText, 3> data{{{"ServiceName", "upd"}, {"Data", "one"}, {"Data", "two"}}};
  for (const std::string detection :
       {"    Provider_Name: Service Control Manager\n", "    EventID: 7045\n", "    Computer: ts01\n",
        "    ServiceName|startswith: UP\n", "    Data: two\n", "    Version: null\n"}) {
    const RuleSet rules = rule(detection);
    Matcher matcher{rules};
    WindowsEvents events;
    CHECK_MESSAGE(matcher.on(events.event_of(service(data), EventId{1})).size() == 1, detection);
  }
  const RuleSet rules = rule("    Data: three\n");
  Matcher matcher{rules};
  WindowsEvents events;
  CHECK(matcher.on(events.event_of(service(data), EventId{1})).empty());
}

TEST_CASE("a rule that holds often on one computer is one finding, with the rule's UUID and the tactic's words") {
  const RuleSet rules = rule("    ServiceName: upd\n", "tags:\n  - attack.persistence\n  - attack.t1543.003\n");
  const std::array<record::NamedText, 2> data{{{"ServiceName", "upd"}, {"AccountName", "LocalSystem"}}};
  Kept kept;
  RuleFindings findings{rules, kept};
  for (int i = 0; i < 5; ++i) findings.on(service(data));
  findings.on(service(data, "TS02"));
  findings.on_end(timestamp_of(1'700'000'000, 0));
  REQUIRE(kept.findings.size() == 2);
  const record::Finding& first = kept.findings.front();
  CHECK(first.rule == "0f5b8f0e-9c51-4a1f-8f57-5d3e6f3d1f11");
  CHECK(first.count + kept.findings.back().count == 6);
  CHECK(first.stage == "persistence");
  CHECK(first.techniques == std::vector<std::string>{"T1543.003"});
  CHECK(!first.explain_plain.empty());
  CHECK(!first.advice.empty());
  CHECK(std::none_of(first.entities.begin(), first.entities.end(),
                     [](const record::Entity& entity) { return entity.type == "user"; }));  // LocalSystem is nobody.
}

}  // namespace wardwatch::detect::sigma
