#include "detect/beacon/beacon.hpp"

#include <doctest/doctest.h>

#include <random>

#include "detect/common/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;

namespace {

/// Calls every `interval` seconds, each moved by up to `jitter` of it, for two days.
std::size_t findings_of(double interval, double jitter, double size_jitter, unsigned seed) {
  Bench bench{beacon::kDetectors.front()};
  std::mt19937 random{seed};
  std::uniform_real_distribution<double> unit{-1, 1};
  for (double at = 0; at < 2 * 86'400; at += interval * (1 + jitter * unit(random))) {
    bench.connection(at, "10.20.0.10", "203.0.113.9",
                     static_cast<std::uint64_t>(400 * (1 + size_jitter * unit(random))), 300);
  }
  return bench.end().size();
}

}  // namespace

TEST_CASE("a call every five minutes is found with jitter from none to a half") {
  for (const double jitter : {0.0, 0.1, 0.2, 0.3, 0.4, 0.5}) CHECK(findings_of(300, jitter, 0.1, 7) == 1);
}

TEST_CASE("a person who browses in office hours is no clock") {
  Bench bench{beacon::kDetectors.front()};
  std::mt19937 random{3};
  std::exponential_distribution<double> gap{1.0 / 240};
  for (int day = 0; day < 5; ++day) {
    for (double at = 8 * 3600; at < 17 * 3600; at += gap(random)) {
      bench.connection(day * 86'400 + at, "10.20.0.55", "203.0.113.200", 200 + random() % 5000, 20'000);
    }
  }
  CHECK(bench.end().empty());
}

TEST_CASE("a nightly back-up and an update check every four hours are silent") {
  Bench bench{beacon::kDetectors.front()};
  for (int day = 0; day < 60; ++day) {
    bench.connection(day * 86'400 + 7200, "10.20.0.30", "203.0.113.50", 800'000'000, 10'000, 3600);
    for (int i = 0; i < 6; ++i)
      bench.connection(day * 86'400 + 10'000 + i * 14'400, "10.20.0.55", "203.0.113.60", 900, 4000);
  }
  CHECK(bench.end().empty());
}

TEST_CASE("what many of our hosts call by the clock is most likely our software, and told once") {
  Bench bench{beacon::kDetectors.front()};
  for (int i = 0; i < 600; ++i) {
    for (int host = 1; host <= 6; ++host)
      bench.connection(i * 300 + host, "10.20.0." + std::to_string(host), "203.0.113.60", 400, 300);
  }
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == record::Severity::informational);
  CHECK(findings[0].count == 6);
}

TEST_CASE("a beacon that goes on is told while it goes on, and the same as at the end") {
  for (const bool ticks : {true, false}) {
    Bench bench{beacon::kDetectors.front(), ticks};
    for (int i = 0; i < 600; ++i) bench.connection(i * 300, "10.20.0.10", "203.0.113.9", 400, 300);
    CHECK(bench.told().size() == (ticks ? 1U : 0U));
    REQUIRE(bench.end().size() == 1);
    CHECK(bench.end()[0].count == 592);
  }
}
