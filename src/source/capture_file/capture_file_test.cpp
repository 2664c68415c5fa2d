#include "source/capture_file/capture_file.hpp"

#include "source/capture_file/testing/captures.hpp"

using namespace wardwatch;
using namespace wardwatch::source;
using namespace wardwatch::source::testing;

TEST_CASE("pcap is read in both byte orders and both resolutions") {
  for (const Order order : {Order::little, Order::big}) {
    for (const bool nanoseconds : {false, true}) {
      const Read result = read(PcapMaker{.order = order, .magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4}.capture(3));
      REQUIRE(result.packets.size() == 3);
      CHECK(result.packets[2].ts == timestamp_of(102, nanoseconds ? 5 : 5'000));
      CHECK(result.packets[2].number == 3);
      CHECK(result.packets[2].wire_bytes == 60);
      CHECK(result.packets[2].link_type == LinkType::ethernet);
      CHECK(result.frames[2] == std::string(20, 'c'));
      CHECK(result.status.complete);
      CHECK(result.status.kind == "pcap");
      CHECK(result.status.cut_packets == 3);
      CHECK(result.status.first_ts == result.packets[0].ts);
      CHECK(result.status.last_ts == result.packets[2].ts);
    }
  }
}

TEST_CASE("Kuznetzov's longer records are read") {
  const Read result = read(PcapMaker{.magic = 0xa1b2cd34, .after_record_header = std::string(8, '\7')}.capture(3));
  REQUIRE(result.packets.size() == 3);
  CHECK(result.frames[1] == std::string(20, 'b'));
  CHECK(result.status.complete);
}

TEST_CASE("IXIA's captures have a length behind the file header, and nanoseconds") {
  for (const std::uint32_t magic : {0x1c0001acU, 0x1c0001abU}) {
    const Read result =
        read(PcapMaker{.order = Order::big, .magic = magic, .after_file_header = "\1\2\3\4"}.capture(2));
    REQUIRE(result.packets.size() == 2);
    CHECK(result.packets[0].ts == timestamp_of(100, 5));
    CHECK(result.status.complete);
  }
}

TEST_CASE("files before version 2.4 may have the two lengths the other way round") {
  for (const std::uint16_t minor : {std::uint16_t{2}, std::uint16_t{3}}) {
    const PcapMaker make{.minor = minor};
    const std::string swapped = make.u32(9) + make.u32(0) + make.u32(60) + make.u32(20) + std::string(20, 'x');
    const Read result = read(make.header() + swapped);
    REQUIRE(result.packets.size() == 1);
    CHECK(result.packets[0].wire_bytes == 60);
    CHECK(result.frames[0] == std::string(20, 'x'));
  }
  CHECK(read(PcapMaker{.minor = 3}.capture(2)).packets.size() == 2);
}

TEST_CASE("the link type is the lower half of its field, and unknown ones are passed on") {
  const PcapMaker make;
  const Read result = read(make.header(0xf4000000U | 147) + make.record(1, 2, "abc", 3));
  REQUIRE(result.packets.size() == 1);
  CHECK(static_cast<int>(result.packets[0].link_type) == 147);
  CHECK(result.status.cut_packets == 0);
}

TEST_CASE("a fraction beyond a second runs over into the seconds") {
  const PcapMaker make;
  CHECK(read(make.header() + make.record(10, 2'500'000, "abc", 3)).packets.at(0).ts == timestamp_of(12, 500'000'000));
}

TEST_CASE("every prefix of a capture gives the whole packets before the cut and says where it is cut") {
  const PcapMaker make;
  const std::string whole = make.capture(3);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Read cut = read(whole.substr(0, length));
    CHECK(cut.packets.size() == (length < 24 ? 0 : (length - 24) / 36));
    CHECK(cut.status.complete == (length >= 24 && (length - 24) % 36 == 0));
  }
  CHECK(read(whole.substr(0, 80)).status.problem ==
        "is truncated in packet 2 at byte 60: the record needs 36 bytes, 20 are left");
  CHECK(read(whole.substr(0, 80)).status.stop == StopReason::truncated);
  CHECK(read(whole.substr(0, 80)).status.stream_bytes == 60);
}

TEST_CASE("what is read does not depend on the window") {
  const std::string whole = PcapMaker{}.capture(50);
  for (const std::size_t window_bytes : {1U, 7U, 36U, 100U, 4096U}) {
    const Read result = read(whole, {.window_bytes = window_bytes});
    CHECK(result.packets.size() == 50);
    CHECK(result.frames[49] == std::string(20, 'x'));
    CHECK(result.status.complete);
  }
}

TEST_CASE("a length that cannot be ends the reading there, and what was read stands") {
  const PcapMaker make;
  std::string lies = make.capture(3);
  lies.replace(24 + 36 + 8, 4, make.u32(0x7fffffff));
  const Read result = read(lies);
  CHECK(result.packets.size() == 1);
  CHECK(result.status.stop == StopReason::malformed);
  CHECK(result.status.problem ==
        "is damaged in packet 2 at byte 60: the record says 2147483647 bytes, more than any packet has");
}

TEST_CASE("a packet of the longest length is taken, one byte more is not") {
  const PcapMaker make;
  for (const std::uint32_t more : {0U, 1U}) {
    const std::string frame(kPacketMaxBytes + more, 'f');
    const Read result = read(make.header() + make.record(1, 1, frame, static_cast<std::uint32_t>(frame.size())));
    CHECK(result.packets.size() == (more == 0 ? 1 : 0));
  }
}

TEST_CASE("one value that cannot be is borne, two are no record") {
  const PcapMaker make;
  const std::string good = make.record(1'600'000'000, 1, "abcd", 4);
  CHECK(read(make.header() + good + make.record(4'000'000'000, 1, "abcd", 4)).packets.size() == 2);
  CHECK(read(make.header() + good + make.record(1'600'000'001, 1, "abcd", 2)).packets.size() == 2);
  const Read result = read(make.header() + good + make.record(4'000'000'000, 1, "abcd", 2) + good);
  CHECK(result.packets.size() == 1);
  CHECK(result.status.problem == "is damaged in packet 2 at byte 44: what stands there is no packet record");
}

TEST_CASE("zeros without end are noticed, also when the file is larger than the disk") {
  const Written file{PcapMaker{}.capture(1)};
  std::filesystem::resize_file(file.path().path, std::uintmax_t{100} << 30U);
  const Read result = read(file.path());
  CHECK(result.packets.size() == 1);
  CHECK(result.status.stop == StopReason::zeros);
  CHECK(result.status.problem == "is all zeros from packet 2 at byte 60 on; reading ends there");
}

TEST_CASE("a few records of zeros count in the numbers and are no packets") {
  const PcapMaker make;
  const Read result =
      read(make.capture(1) + std::string(3 * kPcapRecordHeaderBytes, '\0') + make.record(101, 5, "abc", 3));
  REQUIRE(result.packets.size() == 2);
  CHECK(result.packets[1].number == 5);
  CHECK(result.status.empty_records == 3);
  CHECK(result.status.complete);
}

TEST_CASE("a file that is no capture has no packets and says what it is") {
  CHECK(read("Dear colleague,").status.problem == "is no capture but text");
  CHECK(read("").status.problem == "is empty");
  CHECK(read(gzipped("Dear colleague,")).status.problem == "holds no capture but text");
  CHECK(read(PcapMaker{}.header().substr(0, 10)).status.problem == "is truncated in its file header");
  CHECK_FALSE(CaptureFile::open({"/nonexistent/capture", SourceId{0}}).has_value());
  CHECK(CaptureFile::open({"/dev/zero", SourceId{0}}).error().what == "is not a plain file");
}

TEST_CASE("a file that becomes shorter while it is read is a short file, not a crash") {
  const Written file{PcapMaker{}.capture(1000)};
  auto capture = CaptureFile::open(file.path(), {.window_bytes = 4096});
  Packet packet;
  REQUIRE(capture->next(packet));
  std::filesystem::resize_file(file.path().path, 10'000);
  std::uint64_t count = 1;
  while (capture->next(packet)) ++count;
  CHECK(count == (10'000 - 24) / 36);
  CHECK(capture->status().stop == StopReason::unreadable);
  CHECK(capture->status().problem.find("the file became shorter while it was read") != std::string::npos);
}

TEST_CASE("a file that grows is read as far as it was said to go") {
  const std::string content = PcapMaker{}.capture(10);
  const Read result = read(content + "and more", {.file_bytes_max = content.size()});
  CHECK(result.packets.size() == 10);
  CHECK(result.status.complete);
  CHECK(result.status.bytes_consumed == content.size());
}
