#include "core/distinct_count.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "core/hash.hpp"

using namespace wardwatch;

namespace {

constexpr DistinctCount::Limits kLimits{.exact_max = 1000, .precision_bits = 12};

DistinctCount counted(std::uint64_t count, std::uint64_t first = 1) {
  DistinctCount distinct{kLimits};
  for (std::uint64_t i = 0; i < count; ++i) distinct.add(mix64(first + i));
  return distinct;
}

}  // namespace

TEST_CASE("a count is exact up to its limit, however often each comes") {
  DistinctCount distinct{kLimits};
  for (int turn = 0; turn < 3; ++turn) {
    for (std::uint64_t i = 0; i < 1000; ++i) distinct.add(mix64(i));
  }
  CHECK(distinct.is_exact());
  CHECK(distinct.value() == 1000);
  CHECK(distinct.standard_error() == 0.0);
}

TEST_CASE("beyond its limit a count is an estimate within four of its standard errors") {
  for (const std::uint64_t count : {1001ULL, 2000ULL, 10'000ULL, 20'000ULL, 100'000ULL, 1'000'000ULL}) {
    CAPTURE(count);
    const DistinctCount distinct = counted(count);
    CHECK_FALSE(distinct.is_exact());
    const double error = static_cast<double>(distinct.value()) / static_cast<double>(count) - 1.0;
    CHECK(std::fabs(error) < 4 * distinct.standard_error());
  }
}

TEST_CASE("a known thing changes no estimate") {
  DistinctCount distinct = counted(5000);
  const std::uint64_t before = distinct.value();
  for (std::uint64_t i = 1; i <= 5000; ++i) distinct.add(mix64(i));
  CHECK(distinct.value() == before);
}

TEST_CASE("the estimates of many different sets spread as the stated error says, and lean to no side") {
  double sum = 0, squares = 0;
  constexpr int kSets = 100;
  for (std::uint64_t set = 0; set < kSets; ++set) {
    const double error = static_cast<double>(counted(8000, set << 32U).value()) / 8000.0 - 1.0;
    sum += error;
    squares += error * error;
  }
  const double spread = std::sqrt(squares / kSets);
  CHECK(spread < 1.3 * counted(8000).standard_error());
  CHECK(std::fabs(sum / kSets) < 0.4 * counted(8000).standard_error());
}
