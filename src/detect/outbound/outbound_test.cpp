#include "detect/outbound/outbound.hpp"

#include <doctest/doctest.h>

#include "detect/common/testing.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;
using testing::named;

namespace {
constexpr std::uint64_t kMega = 1'000'000;
const Detector& bulk() { return named(outbound::kDetectors, "bulk-outbound"); }
const Detector& slow() { return named(outbound::kDetectors, "slow-outbound"); }
}  // namespace

TEST_CASE("200 MB pushed to an outside address is told, also over a connection that the other side opened") {
  Bench pushed{bulk()};
  pushed.connection(0, "198.51.100.20", "203.0.113.9", 200 * kMega, 1000, 60);
  REQUIRE(pushed.end().size() == 1);
  CHECK(pushed.end()[0].bytes == 200 * kMega);
  Bench fetched{bulk()};
  fetched.connection(0, "203.0.113.9", "198.51.100.20", 1000, 200 * kMega, 60, 22);
  CHECK(fetched.end().size() == 1);
}

TEST_CASE("a download, a transfer between home hosts, and a two-way video call are silent") {
  Bench bench{bulk()};
  bench.connection(0, "10.20.0.55", "203.0.113.200", 5 * kMega, 4000 * kMega, 60);
  bench.connection(10, "10.20.0.55", "10.20.0.30", 4000 * kMega, 1000, 60);
  bench.connection(20, "10.20.0.56", "203.0.113.201", 500 * kMega, 450 * kMega, 3600);
  CHECK(bench.end().empty());
}

TEST_CASE("gigabytes over weeks are told although no day stands out, and a hundred megabytes are not") {
  Bench bench{slow()};
  for (int day = 0; day < 60; ++day)
    bench.connection(day * 86'400 + 3600, "10.20.0.10", "203.0.113.9", 60 * kMega, 10'000, 600);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].bytes == 3600 * kMega);
  CHECK(findings[0].summary.find("60 days") != std::string::npos);
  Bench little{slow()};
  for (int day = 0; day < 60; ++day)
    little.connection(day * 86'400, "10.20.0.10", "203.0.113.9", 2 * kMega, 10'000, 600);
  CHECK(little.end().empty());
}

TEST_CASE("a web server's pages and a remote desktop's pictures are what they are there for, up to a gigabyte") {
  Bench bench{bulk()};
  bench.connection(0, "192.0.2.30", "198.51.100.20", 1000, 300 * kMega, 3600, 443);
  bench.connection(10, "192.0.2.31", "198.51.100.20", 5 * kMega, 400 * kMega, 8 * 3600, 3389);
  CHECK(bench.end().empty());
  bench.connection(20, "192.0.2.32", "198.51.100.20", 1000, 3000 * kMega, 3600, 443);
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].confidence < 0.5);
}

TEST_CASE("a back-up each night is told twice and is then a habit, until it grows") {
  Bench bench{bulk()};
  for (int day = 0; day < 30; ++day)
    bench.connection(day * 86'400, "10.20.0.30", "203.0.113.50", 800 * kMega, 10'000, 3600, 22);
  CHECK(bench.end().size() == 2);
  bench.connection(30 * 86'400, "10.20.0.30", "203.0.113.50", 5000 * kMega, 10'000, 3600, 22);
  CHECK(bench.end().size() == 3);
}

TEST_CASE("what has the shape of a back-up since the evidence began is low, what began later is not") {
  Bench bench{slow()};
  for (int day = 0; day < 40; ++day) {
    bench.connection(day * 86'400 + 3600, "10.20.0.30", "203.0.113.50", 800 * kMega, 10'000, 600);
    if (day >= 15) bench.connection(day * 86'400 + 3700, "10.20.0.10", "203.0.113.9", 800 * kMega, 10'000, 600);
  }
  const auto findings = bench.end();
  REQUIRE(findings.size() == 2);
  for (const auto& finding : findings) {
    const bool back_up = finding.entities[0].value == "10.20.0.30";
    CHECK((finding.severity == record::Severity::low) == back_up);
  }
}

TEST_CASE("a run that is never ticked ends with the same findings as one that is ticked each minute") {
  for (const Detector& detector : outbound::kDetectors) {
    std::vector<std::string> told;
    for (const bool ticks : {true, false}) {
      Bench bench{detector, ticks};
      for (int day = 0; day < 40; ++day) {
        bench.connection(day * 86'400, "10.20.0.30", "203.0.113.50",
                         static_cast<std::uint64_t>(200 + day * day) * kMega, 10'000, 3600, 22);
        if (day % 9 == 0)
          bench.connection(day * 86'400 + 500, "10.20.0.31", "203.0.113.51", 900 * kMega, 10'000, 3600, 22);
      }
      std::string all_told;
      for (const record::Finding& finding : bench.end()) record::append_json(all_told, finding);
      told.push_back(all_told);
    }
    CHECK(told[0] == told[1]);
  }
}
