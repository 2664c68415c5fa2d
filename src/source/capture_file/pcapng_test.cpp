#include "source/capture_file/pcapng.hpp"

#include "source/capture_file/testing/captures.hpp"

using namespace wardwatch;
using namespace wardwatch::source;
using namespace wardwatch::source::testing;

namespace {

/// The time of one packet on an interface with these options.
Timestamp time_of(const std::string& options, std::uint64_t units) {
  const PcapngMaker make;
  return read(make.section() + make.interface(1, options) + make.enhanced(0, units, "x")).packets.at(0).ts;
}

std::string resolution(std::uint8_t value) { return PcapngMaker{}.option(9, std::string(1, static_cast<char>(value))); }

}  // namespace

TEST_CASE("pcapng is read in both byte orders, from all three kinds of packet block") {
  for (const Order order : {Order::little, Order::big}) {
    const PcapngMaker make{order};
    const Read result = read(make.section() + make.interface(1) + make.enhanced(0, 1'500'000'250'000, "hello") +
                             make.obsolete(0, 1'500'000'250'001, "old") + make.simple(4, "tail"));
    REQUIRE(result.packets.size() == 3);
    CHECK(result.packets[0].ts == timestamp_of(1'500'000, 250'000'000));
    CHECK(result.packets[1].ts == timestamp_of(1'500'000, 250'001'000));
    CHECK(result.packets[2].ts == result.packets[1].ts);
    CHECK(result.frames == std::vector<std::string>{"hello", "old", "tail"});
    CHECK(result.packets[2].number == 3);
    CHECK(result.packets[0].wire_bytes == 60);
    CHECK(result.packets[2].wire_bytes == 4);
    CHECK(result.status.packets_without_time == 1);
    CHECK(result.status.complete);
    CHECK(result.status.kind == "pcapng");
  }
}

TEST_CASE("time resolutions of ten and of two, and offsets, are applied") {
  CHECK(time_of("", 7'000'001) == timestamp_of(7, 1'000));
  CHECK(time_of(resolution(0), 7) == timestamp_of(7, 0));
  CHECK(time_of(resolution(3), 7'001) == timestamp_of(7, 1'000'000));
  CHECK(time_of(resolution(9), 7'000'000'001) == timestamp_of(7, 1));
  CHECK(time_of(resolution(12), 7'000'000'001'999) == timestamp_of(7, 1));
  CHECK(time_of(resolution(0x80 | 10), 3 * 1024 + 512) == timestamp_of(3, 500'000'000));
  CHECK(time_of(resolution(0x80 | 32), (std::uint64_t{3} << 32U) + (1U << 31U)) == timestamp_of(3, 500'000'000));
  CHECK(time_of(resolution(0x80 | 40), (std::uint64_t{3} << 40U) + (std::uint64_t{1} << 39U)) ==
        timestamp_of(3, 500'000'000));
  const PcapngMaker make;
  CHECK(time_of(make.option(14, make.u64(1000)), 7'000'001) == timestamp_of(1007, 1'000));
  CHECK(time_of(make.option(14, make.u64(static_cast<std::uint64_t>(-5))), 7'000'001) == timestamp_of(2, 1'000));
}

TEST_CASE("times that cannot be kept saturate") {
  const std::uint64_t most = ~std::uint64_t{0};
  for (int exponent = 0; exponent < 256; ++exponent) {
    const InterfaceClock clock = InterfaceClock::of(static_cast<std::uint8_t>(exponent), 0);
    CHECK(clock.at(most) >= Timestamp{});
    CHECK(clock.at(0) == Timestamp{});
    CHECK(InterfaceClock::of(static_cast<std::uint8_t>(exponent), std::numeric_limits<std::int64_t>::max()).at(most) >
          clock.at(0));
    CHECK(InterfaceClock::of(static_cast<std::uint8_t>(exponent), std::numeric_limits<std::int64_t>::min()).at(1) ==
          Timestamp{});
  }
}

TEST_CASE("sections start anew: byte order, interfaces, and the numbers of interfaces go on") {
  const PcapngMaker little, big{Order::big};
  const Read result =
      read(little.section() + little.interface(1) + little.interface(101) + little.enhanced(1, 1, "a") + big.section() +
           big.interface(113, resolution(9)) + big.enhanced(0, 5, "b") + big.enhanced(1, 5, "c"));
  REQUIRE(result.packets.size() == 2);
  CHECK(result.packets[0].link_type == LinkType::raw);
  CHECK(result.packets[0].interface == 1);
  CHECK(result.packets[1].link_type == LinkType::linux_sll);
  CHECK(result.packets[1].interface == 2);
  CHECK(result.packets[1].number == 2);
  CHECK(result.status.packets_without_interface == 1);
  CHECK(result.status.complete);
}

TEST_CASE("blocks of other types are passed over and counted") {
  const PcapngMaker make;
  const std::string secrets = make.block(10, make.u32(0x544c534b) + make.u32(4) + "keys");
  const std::string custom = make.block(0xbad, make.u32(1) + "custom..");
  const Read result = read(make.section() + custom + make.interface(1) + make.block(4, "names...") + secrets + custom +
                           make.enhanced(0, 1, "x", 1, make.option(1, "a comment")));
  CHECK(result.packets.size() == 1);
  REQUIRE(result.status.skipped_blocks.size() == 3);
  CHECK(result.status.skipped_blocks[0].type == 0xbad);
  CHECK(result.status.skipped_blocks[0].count == 2);
  CHECK(result.status.skipped_blocks[2].type == 10);
}

TEST_CASE("types without number are counted in bounded memory") {
  const PcapngMaker make;
  std::string file = make.section();
  for (std::uint32_t type = 1000; type < 2000; ++type) file += make.block(type, "");
  CHECK(read(file).status.skipped_blocks.size() <= 65);
}

TEST_CASE("what the capturing program lost is summed over interfaces") {
  const PcapngMaker make;
  const auto statistics = [&](std::uint32_t id, std::uint64_t dropped) {
    return make.block(5, make.u32(id) + make.u64(0) + make.option(5, make.u64(dropped)) + make.option(0, ""));
  };
  const Read result = read(make.section() + make.interface(1) + make.interface(1) + statistics(0, 3) +
                           statistics(0, 10) + statistics(1, 4) + statistics(9, 100));
  CHECK(result.status.dropped_by_capture == 14);
}

TEST_CASE("a simple packet is as long as the shortest of what it says, the snap length and the block") {
  const PcapngMaker make;
  const Read result =
      read(make.section() + make.interface(1, "", 3) + make.simple(100, "abcdefgh") + make.simple(2, "ab"));
  CHECK(result.frames == std::vector<std::string>{"abc", "ab"});
  CHECK(result.status.cut_packets == 1);
}

TEST_CASE("a packet that is longer than its block is passed over, and keeps its number") {
  const PcapngMaker make;
  const std::string lie = make.block(6, make.u32(0) + make.u64(0) + make.u32(1000) + make.u32(1000) + "abcd");
  const Read result = read(make.section() + make.interface(1) + lie + make.block(6, "abcd") + make.enhanced(0, 1, "x"));
  REQUIRE(result.packets.size() == 1);
  CHECK(result.packets[0].number == 3);
  CHECK(result.status.skipped_blocks.at(0).count == 2);
}

TEST_CASE("a block's length that cannot be ends the reading") {
  const PcapngMaker make;
  const std::string start = make.section() + make.interface(1) + make.enhanced(0, 1, "x");
  CHECK(read(start + make.u32(6) + make.u32(8) + make.u32(8)).status.problem ==
        "is damaged behind packet 1 at byte 84: a block that says it is 8 bytes long");
  CHECK(read(start + make.u32(7) + make.u32(13) + std::string(9, 'x')).status.stop == StopReason::malformed);
  std::string unequal = make.enhanced(0, 1, "y");
  unequal.replace(unequal.size() - 4, 4, make.u32(40));
  const Read result = read(start + unequal);
  CHECK(result.packets.size() == 1);
  CHECK(result.status.problem == "is damaged behind packet 2 at byte 84: a block whose lengths are 36 and 40");
}

TEST_CASE("a section needs its byte-order magic and version 1") {
  const PcapngMaker make;
  const std::string start = make.section() + make.interface(1) + make.enhanced(0, 1, "x");
  CHECK(read(start + make.block(0x0a0d0d0a, make.u32(0x11111111) + make.u16(1) + make.u16(0) + make.u64(0)))
            .status.stop == StopReason::malformed);
  CHECK(read(start + make.block(0x0a0d0d0a, make.u32(0x1a2b3c4d) + make.u16(2) + make.u16(0) + make.u64(0)))
            .status.problem == "is damaged behind packet 1 at byte 84: a section of version 2");
}

TEST_CASE("every prefix of a pcapng capture gives the whole packets before the cut and says where it is cut") {
  const PcapngMaker make;
  const std::string whole = make.section() + make.interface(1) + make.enhanced(0, 1, "hello") + make.simple(4, "tail");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Read cut = read(whole.substr(0, length));
    CHECK(cut.packets.size() < 2);
    const bool is_between = length == 28 || length == 48 || length == 88;
    CHECK(cut.status.complete == is_between);
  }
  CHECK(read(whole.substr(0, 95)).status.problem ==
        "is truncated behind packet 1 at byte 88: the block says 12 bytes, 7 are left");
}

TEST_CASE("blocks of four gigabytes in a file of zeros cost neither memory nor time") {
  const PcapngMaker make;
  const Written file{make.section() + make.u32(0x777) + make.u32(0xfffffff0U)};
  std::filesystem::resize_file(file.path().path, std::uintmax_t{100} << 30U);
  const Read result = read(file.path());
  CHECK(result.status.stop == StopReason::malformed);
  CHECK(result.status.skipped_blocks.at(0).type == 0x777);
}

TEST_CASE("a packet block of more than a megabyte is passed over") {
  const PcapngMaker make;
  const Read result = read(make.section() + make.interface(1) + make.enhanced(0, 1, std::string(2U << 20U, 'x')) +
                           make.enhanced(0, 1, "y"));
  REQUIRE(result.packets.size() == 1);
  CHECK(result.packets[0].number == 2);
}
