#include "leak/dating.hpp"

#include <doctest/doctest.h>

#include "leak/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::leak;
using namespace wardwatch::leak::testing;

namespace {

constexpr std::int32_t kEvery = 100;  ///< Days between two visits.

/// Somebody's visits: five, each person's shifted by some days.
std::vector<std::int32_t> visits_of(std::uint32_t person) {
  std::vector<std::int32_t> days;
  for (std::int32_t i = 0; i < 5; ++i)
    days.push_back(10'000 + i * kEvery + static_cast<std::int32_t>(person * 7 % 100));
  return days;
}

struct Made {
  record::PersonSet store, sample;
  std::vector<Pair> pairs;
};

/// Twenty people, of whom the sample shows what `shown` makes of their visits.
template <class Shown>
Made made(Shown&& shown, std::uint8_t column = 3) {
  Made all;
  for (std::uint32_t i = 0; i < 20; ++i) {
    MadePerson in_store, in_sample;
    for (const std::int32_t day : visits_of(i)) in_store.days.emplace_back(std::uint8_t{2}, day);
    for (const std::int32_t day : shown(i, visits_of(i))) in_sample.days.emplace_back(column, day);
    add(all.store, in_store);
    add(all.sample, in_sample);
    all.pairs.push_back({i, i, 0, 0, 10});
  }
  return all;
}

Window window_in(const Made& all) { return window_of(all.pairs, all.sample, all.store); }

std::vector<std::int32_t> last_until(const std::vector<std::int32_t>& days, std::int32_t cut) {
  std::vector<std::int32_t> last;
  for (const std::int32_t day : days) {
    if (day <= cut) last = {day};
  }
  return last;
}

}  // namespace

TEST_CASE("the last visits that a sample knows and the next ones that it does not know close the window") {
  for (const std::int32_t cut : {10'120, 10'222, 10'333}) {
    const Window window = window_in(made([&](std::uint32_t, const auto& days) { return last_until(days, cut); }));
    REQUIRE(window.after.has_value());
    REQUIRE(window.before.has_value());
    CHECK(*window.after <= cut);
    CHECK(*window.before > cut);
    CHECK(*window.before - *window.after <= 10);
    CHECK(window.dated.size() == 20);
  }
}

TEST_CASE("typing errors in days do not move the window") {
  const Window window = window_in(made([](std::uint32_t i, const auto& days) {
    auto last = last_until(days, 10'222);
    if (i == 4) last = {10'001};        // No visit of his.
    if (i == 9) last = {days.front()};  // One, but not the last.
    return last;
  }));
  REQUIRE(window.after.has_value());
  REQUIRE(window.before.has_value());
  CHECK(*window.after <= 10'222);
  CHECK(*window.before > 10'222);
}

TEST_CASE("a sample with all visits until then is dated as well") {
  const Window window = window_in(made([](std::uint32_t, std::vector<std::int32_t> days) {
    std::erase_if(days, [](std::int32_t day) { return day > 10'250; });
    return days;
  }));
  REQUIRE(window.before.has_value());
  CHECK(*window.after <= 10'250);
  CHECK(*window.before > 10'250);
}

TEST_CASE("a copy of everything has a beginning and no end") {
  const Window window = window_in(made([](std::uint32_t, const auto& days) { return std::vector{days.back()}; }));
  CHECK(window.after == 10'400 + 98);
  CHECK(!window.before);
}

TEST_CASE("first visits say what is known, and nothing of what is not") {
  const Window window = window_in(made([](std::uint32_t, const auto& days) { return std::vector{days.front()}; }));
  REQUIRE(window.after.has_value());
  CHECK(*window.after == 10'000 + 98);
  CHECK((!window.before || *window.before > 10'098));
}

TEST_CASE("days that are not the store's date nothing") {
  const Window window = window_in(made([](std::uint32_t i, const auto&) { return std::vector{20'000 + int(i)}; }));
  CHECK(!window.after);
  CHECK(!window.before);
  CHECK(window.dated.empty());
  CHECK(!window_in(made([](std::uint32_t, const auto&) { return std::vector<std::int32_t>{}; })).after);
}
