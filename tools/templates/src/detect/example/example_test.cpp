#include <doctest/doctest.h>

#include "detect/common/analytic.hpp"

namespace wardwatch::detect::example {
extern constinit const std::span<const Detector> kDetectors;
}

using namespace wardwatch;
using namespace wardwatch::detect;

namespace {

constexpr IpAddress kOutside = IpAddress::v4(0xcb007101);  // 203.0.113.1
constexpr IpAddress kInside = IpAddress::v4(0x0a000001);   // 10.0.0.1

struct Findings final : FindingSink {
  std::vector<record::Finding> reported;
  void report(record::Finding finding) override { reported.push_back(std::move(finding)); }
};

/// What the analytic says after `count` connections in the state given, from one source.
std::vector<record::Finding> findings_after(std::uint64_t count, const IpAddress& source, std::string_view state) {
  record::Site site;
  site.home = {*Cidr::parse("10.0.0.0/8")};
  Rule rule;
  rule.name = "example-rule";
  Findings findings;
  const auto analytic = example::kDetectors[0].open(Context{site, rule, findings});
  record::Connection connection;
  connection.at.orig_h = source;
  connection.at.resp_h = kInside;
  connection.at.uid = record::Uid{"Ctest"};
  connection.conn_state = InlineText<8>{state};
  for (std::uint64_t i = 0; i < count; ++i) {
    connection.at.ts = timestamp_of(1'500'000'000 + i, 0);
    analytic->on(connection);
  }
  analytic->on_end(connection.at.ts);
  return findings.reported;
}

}  // namespace

TEST_CASE("a source whose calls nobody answers is one finding, with its first and last call") {
  const auto findings = findings_after(20, kOutside, "S0");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].count == 20);
  CHECK(findings[0].first_seen == timestamp_of(1'500'000'000, 0));
  CHECK(findings[0].last_seen == timestamp_of(1'500'000'019, 0));
  CHECK(findings[0].evidence.size() == 20);
}

TEST_CASE("below the threshold it is silent") { CHECK(findings_after(19, kOutside, "S0").empty()); }

TEST_CASE("connections that were answered are no reason to speak") {
  CHECK(findings_after(100, kOutside, "SF").empty());
}

TEST_CASE("a source at home is no stranger") { CHECK(findings_after(100, kInside, "S0").empty()); }
