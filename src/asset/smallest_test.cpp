#include "asset/smallest.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "core/ip_address.hpp"

using namespace wardwatch;
using namespace wardwatch::asset;

namespace {

/// Numbers below `bound` in an order that a seed draws.
std::vector<std::uint32_t> drawn(std::uint32_t seed, std::size_t count, std::uint32_t bound) {
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    seed = seed * 1664525U + 1013904223U;
    numbers.push_back((seed >> 8U) % bound);
  }
  return numbers;
}

}  // namespace

TEST_CASE("a set keeps the smallest values, in order, whatever the order in which they came") {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    SmallestSet<std::uint32_t, 8> kept;
    std::set<std::uint32_t> reference;
    for (const std::uint32_t number : drawn(seed, 40, 30)) {
      kept.insert(number);
      reference.insert(number);
      while (reference.size() > 8) reference.erase(std::prev(reference.end()));
      CHECK(std::vector<std::uint32_t>(kept.begin(), kept.end()) ==
            std::vector<std::uint32_t>(reference.begin(), reference.end()));
    }
  }
}

TEST_CASE("a map keeps the smallest keys with all that was said of them, whatever the order") {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    SmallestMap<IpAddress, int, 10> kept;
    std::map<IpAddress, int> reference;
    for (const std::uint32_t number : drawn(seed, 300, 60)) {
      const IpAddress key = IpAddress::v4(number);
      ++reference[key];
      if (int* count = kept.at(key)) ++*count;
    }
    kept.settle();
    std::size_t rank = 0;
    for (const auto& [key, count] : reference) {
      const int* found = kept.find(key);
      if (rank++ < 10) {
        REQUIRE(found != nullptr);
        CHECK(*found == count);
      } else {
        CHECK(found == nullptr);
      }
    }
    CHECK(kept.sorted([](const IpAddress&, int) { return true; }).size() ==
          std::min<std::size_t>(10, reference.size()));
  }
}
