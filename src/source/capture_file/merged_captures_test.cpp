#include "source/capture_file/merged_captures.hpp"

#include <algorithm>
#include <memory>

#include "source/capture_file/testing/captures.hpp"

using namespace wardwatch;
using namespace wardwatch::source;
using namespace wardwatch::source::testing;

namespace {

using Sequence = std::vector<std::pair<std::int64_t, std::uint32_t>>;

/// Second and source of each packet.
Sequence order_of(MergedCaptures& merged) {
  Sequence order;
  Packet packet;
  while (merged.next(packet)) order.emplace_back(nanoseconds_of(packet.ts) / 1'000'000'000, packet.source.value);
  CHECK_FALSE(merged.next(packet));
  return order;
}

std::string seconds(std::initializer_list<std::uint32_t> times) {
  std::string file = PcapMaker{}.header();
  for (const std::uint32_t second : times) file += PcapMaker{}.record(second, 0, "abcd", 4);
  return file;
}

}  // namespace

TEST_CASE("many captures are read in the order of time, equal times in the order of the sources") {
  const Written early{seconds({100, 101, 102})}, late{seconds({101, 102, 103})}, later{seconds({500, 501})};
  MergedCaptures merged{std::vector{late.path(0), later.path(1), early.path(2)}};
  CHECK(order_of(merged) == Sequence{{100, 2}, {101, 0}, {101, 2}, {102, 0}, {102, 2}, {103, 0}, {500, 1}, {501, 1}});
  for (const CaptureStatus& status : merged.statuses()) CHECK(status.complete);
  CHECK(merged.bytes_consumed() == merged.bytes_total());
}

TEST_CASE("the order does not depend on how the captures were given") {
  const Written a{seconds({1, 2, 2, 3})}, b{seconds({1, 2, 3, 3})};
  MergedCaptures one{std::vector{a.path(0), b.path(1)}}, other{std::vector{b.path(1), a.path(0)}};
  CHECK(order_of(one) == order_of(other));
}

TEST_CASE("a capture whose clock goes back is read in its own order") {
  const Written jumps{seconds({100, 200, 50, 60, 300})}, steady{seconds({150, 250})};
  MergedCaptures merged{std::vector{jumps.path(0), steady.path(1)}};
  CHECK(order_of(merged) == Sequence{{100, 0}, {150, 1}, {200, 0}, {50, 0}, {60, 0}, {250, 1}, {300, 0}});
}

TEST_CASE("frames stay readable until the next packet, whichever capture it is from") {
  const Written a{PcapMaker{}.capture(20, 100)}, b{PcapMaker{}.capture(20, 105)};
  MergedCaptures merged{std::vector{a.path(0), b.path(1)}};
  Packet packet;
  std::size_t count = 0;
  while (merged.next(packet)) {
    const auto first = static_cast<std::int64_t>(packet.source.value == 0 ? 100 : 105);
    const auto place = nanoseconds_of(packet.ts) / 1'000'000'000 - first;
    CHECK(as_text(packet.frame) == std::string(20, static_cast<char>('a' + place)));
    ++count;
  }
  CHECK(count == 40);
}

TEST_CASE("rotated files form one stream and are open one at a time") {
  std::vector<std::unique_ptr<Written>> files;
  std::vector<CapturePath> paths;
  for (std::uint32_t i = 0; i < 1500; ++i) {  // More than a process may usually have open.
    files.push_back(std::make_unique<Written>(seconds({1000 + 2 * i, 1001 + 2 * i})));
    paths.push_back(files.back()->path(i));
  }
  MergedCaptures merged{paths};
  const Sequence order = order_of(merged);
  CHECK(order.size() == 3000);
  CHECK(std::is_sorted(order.begin(), order.end()));
  CHECK(merged.late_captures() == 0);
}

TEST_CASE("beyond the limit of open captures the next begins late, and is counted") {
  std::vector<std::unique_ptr<Written>> files;
  std::vector<CapturePath> paths;
  for (std::uint32_t i = 0; i < MergedCaptures::kOpenMax + 20; ++i) {
    files.push_back(std::make_unique<Written>(seconds({1000 + i, 9000 + i})));
    paths.push_back(files.back()->path(i));
  }
  MergedCaptures merged{paths};
  CHECK(order_of(merged).size() == 2 * paths.size());
  CHECK(merged.late_captures() == 20);
  for (const CaptureStatus& status : merged.statuses()) CHECK(status.complete);
}

TEST_CASE("two workers with one plan see the same bytes, although a file grows meanwhile") {
  const Written file{seconds({1, 2})};
  const std::vector paths{file.path(0)};
  const auto plan = plan_captures(paths);
  MergedCaptures first{plan};
  CHECK(order_of(first).size() == 2);
  std::ofstream{file.path().path, std::ios::binary | std::ios::app} << PcapMaker{}.record(3, 0, "abcd", 4);
  MergedCaptures second{plan};
  CHECK(order_of(second).size() == 2);
}

TEST_CASE("what cannot be read is told in the order given, and the rest is read") {
  const Written good{seconds({1})}, text{"no capture"}, cut{seconds({2, 3}).substr(0, 50)};
  MergedCaptures merged{std::vector{CapturePath{"/nonexistent", SourceId{0}}, good.path(1), text.path(2), cut.path(3)}};
  CHECK(order_of(merged) == Sequence{{1, 1}, {2, 3}});
  const auto statuses = merged.statuses();
  CHECK(statuses[0].problem == "cannot be opened: No such file or directory");
  CHECK(statuses[1].complete);
  CHECK(statuses[2].problem == "is no capture but text");
  CHECK(statuses[3].stop == StopReason::truncated);
  CHECK(statuses[3].source == SourceId{3});
}

TEST_CASE("a merge that is given up says so for what it did not read") {
  const Written a{seconds({1, 5})}, b{seconds({2, 6})}, c{seconds({9})};
  MergedCaptures merged{std::vector{a.path(0), b.path(1), c.path(2)}};
  Packet packet;
  REQUIRE(merged.next(packet));
  REQUIRE(merged.next(packet));
  for (const CaptureStatus& status : merged.statuses()) {
    CHECK_FALSE(status.complete);
    CHECK_FALSE(status.problem.empty());
  }
}
