#include "flow/defragmenter.hpp"

#include <doctest/doctest.h>

#include "core/bytes.hpp"

using namespace wardwatch;
using namespace wardwatch::flow;

namespace {

FragmentKey key(std::uint32_t id = 1) { return {IpAddress::v4(1), IpAddress::v4(2), id, 17}; }
Timestamp at(std::uint64_t second) { return timestamp_of(1000 + second, 0); }

}  // namespace

TEST_CASE("where fragments overlap the first bytes stay") {
  Defragmenter fragments;
  CHECK_FALSE(fragments.add(key(), 8, true, as_bytes("BBBBBBBB"), at(0)).complete);
  CHECK_FALSE(fragments.add(key(), 0, true, as_bytes("aaaaaaaaaaaaaaaa"), at(0)).complete);
  const auto result = fragments.add(key(), 16, false, as_bytes("cc"), at(0));
  REQUIRE(result.complete);
  CHECK(as_text(*result.complete) == "aaaaaaaaBBBBBBBBcc");
}

TEST_CASE("a fragment beyond the known end, or past 64 KiB, is dropped") {
  Defragmenter fragments;
  CHECK_FALSE(fragments.add(key(), 8, false, as_bytes("end"), at(0)).dropped);
  CHECK(fragments.add(key(), 16, true, as_bytes("beyond.."), at(0)).dropped);
  CHECK(fragments.add(key(), 65'528, true, as_bytes("too long"), at(0)).dropped);
}

TEST_CASE("an incomplete datagram is given up after its time") {
  Defragmenter fragments;
  CHECK_FALSE(fragments.add(key(1), 0, true, as_bytes("head...."), at(0)).complete);
  const auto later = fragments.add(key(2), 0, true, as_bytes("other..."), at(31));
  CHECK(later.evicted == 1);
  CHECK_FALSE(fragments.add(key(1), 8, false, as_bytes("tail"), at(31)).complete);
}

TEST_CASE("open datagrams are bounded: the oldest goes") {
  Defragmenter fragments;
  std::uint32_t evicted = 0;
  for (std::uint32_t id = 0; id < 3 * Defragmenter::kDatagramsMax; ++id) {
    evicted += fragments.add(key(id), 0, true, as_bytes("head...."), at(0)).evicted;
  }
  CHECK(evicted == 2 * Defragmenter::kDatagramsMax);
  CHECK_FALSE(fragments.add(key(0), 8, false, as_bytes("tail"), at(0)).complete);
}
