#include "detect/outbound/outbound.hpp"

#include <doctest/doctest.h>

#include "detect/common/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;
using testing::named;

namespace {
constexpr std::uint64_t kMega = 1'000'000;
const Detector& bulk() { return named(outbound::kDetectors, "bulk-outbound"); }
const Detector& slow() { return named(outbound::kDetectors, "slow-outbound"); }
}  // namespace

TEST_CASE("200 MB pushed to an outside address is told, whoever opened the connection") {
  Bench pushed{bulk()};
  pushed.connection(0, "198.51.100.20", "203.0.113.9", 200 * kMega, 1000, 60);
  REQUIRE(pushed.end().size() == 1);
  CHECK(pushed.end()[0].bytes == 200 * kMega);
  Bench fetched{bulk()};
  fetched.connection(0, "203.0.113.9", "198.51.100.20", 1000, 200 * kMega, 60);
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
