#include "detect/rdp_exposure/rdp_exposure.hpp"

#include <doctest/doctest.h>

#include "detect/common/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::detect;
using testing::Bench;
using testing::named;

TEST_CASE("background scanning of an exposed server is one finding with counts") {
  Bench bench{named(rdp_exposure::kDetectors, "rdp-internet-exposed")};
  for (int i = 0; i < 100; ++i) bench.rdp(i * 60, "192.0.2." + std::to_string(i + 1), "198.51.100.20", "", "probe");
  const auto findings = bench.end();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary.find("from 100 outside addresses") != std::string::npos);
}

TEST_CASE("a server that only the inside reaches is not exposed, and one with NLA is not weak") {
  Bench exposed{named(rdp_exposure::kDetectors, "rdp-internet-exposed")};
  exposed.rdp(0, "10.20.0.55", "10.20.0.10", "nurse", "logon-succeeded");
  CHECK(exposed.end().empty());
  Bench weak{named(rdp_exposure::kDetectors, "rdp-weak-security")};
  weak.rdp(0, "10.20.0.55", "10.20.0.10", "nurse", "logon-succeeded");
  CHECK(weak.end().empty());
}
