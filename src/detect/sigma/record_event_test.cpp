#include "detect/sigma/record_event.hpp"

#include <doctest/doctest.h>

#include "detect/sigma/testing/one_rule.hpp"
#include "record/rdp.hpp"

namespace wardwatch::detect::sigma {

TEST_CASE("a record is an event of its log, by the schema's names, for our rules and for Zeek's") {
  record::Rdp row{};
  row.cookie = "mstshash=Administr";
  const Layout layout = record_layout<record::Rdp>(1);
  for (const std::string product : {"wardwatch", "zeek"}) {
    const RuleSet rules =
        RuleSet::of_texts({{"x", "title: t\nlogsource:\n  product: " + product +
                                     "\n  service: rdp\ndetection:\n  s:\n    cookie|contains: 'ADMIN'\n"
                                     "    ts|year: 1970\n  condition: s\n"}});
    Matcher matcher{rules};
    CHECK(matcher.on(record_event(layout, row, EventId{7}, {})).size() == 1);
    row.cookie = "mstshash=nurse";
    CHECK(matcher.on(record_event(layout, row, EventId{8}, {})).empty());
    row.cookie = "mstshash=Administr";
  }
}

TEST_CASE("a rule for another log, or for Windows, does not fire on a record") {
  const Layout layout = record_layout<record::Rdp>(1);
  const record::Rdp row{};
  for (const std::string source : {"product: zeek\n  service: dns", "product: windows\n  service: security"}) {
    const RuleSet rules = RuleSet::of_texts(
        {{"x", "title: t\nlogsource:\n  " + source + "\ndetection:\n  s:\n    nothing: null\n  condition: s\n"}});
    Matcher matcher{rules};
    CHECK(matcher.on(record_event(layout, row, EventId{7}, {})).empty());
  }
}

}  // namespace wardwatch::detect::sigma
