#include "core/flat_map.hpp"

#include <doctest/doctest.h>

#include <map>

#include "core/ip_address.hpp"

using namespace wardwatch;

namespace {

IpAddress address(std::uint32_t i) { return IpAddress::v4(0x0a000000U + i * 2654435761U % 5000U); }

}  // namespace

TEST_CASE("a flat map holds what a map does, in the order in which the keys came") {
  FlatMap<IpAddress, int> flat;
  std::map<IpAddress, int> reference;
  std::vector<IpAddress> order;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    if (!reference.contains(address(i))) order.push_back(address(i));
    ++flat[address(i)];
    ++reference[address(i)];
  }
  REQUIRE(flat.size() == reference.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    CHECK(flat.entries()[i].first == order[i]);
    CHECK(*flat.find(order[i]) == reference[order[i]]);
  }
  CHECK(flat.find(IpAddress::v4(1)) == nullptr);
  CHECK(FlatMap<IpAddress, int>{}.find(IpAddress::v4(1)) == nullptr);
}

TEST_CASE("what is erased from a flat map is not found any more, the rest is") {
  FlatMap<IpAddress, std::uint32_t> flat;
  for (std::uint32_t i = 0; i < 1000; ++i) flat[IpAddress::v4(i)] = i;
  CHECK(flat.erase_if([](const IpAddress&, std::uint32_t value) { return value % 3 != 0; }) == 666);
  for (std::uint32_t i = 0; i < 1000; ++i) CHECK(flat.contains(IpAddress::v4(i)) == (i % 3 == 0));
  flat[IpAddress::v4(1)] = 7;
  CHECK(*flat.find(IpAddress::v4(1)) == 7);
  CHECK(flat.size() == 335);
}
