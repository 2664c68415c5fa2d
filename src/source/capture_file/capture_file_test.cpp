#include "source/capture_file/capture_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <fstream>

#include "source/capture_file/identify.hpp"
#include "source/capture_file/merged_captures.hpp"

using namespace wardwatch;
using namespace wardwatch::source;

namespace {

/// A file that goes with the test.
class Written {
 public:
  explicit Written(const std::string& content) {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("wardwatch-capture-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    std::ofstream{path_, std::ios::binary} << content;
  }
  ~Written() { std::filesystem::remove(path_); }
  [[nodiscard]] CapturePath path(std::uint32_t source = 0) const { return {path_, SourceId{source}}; }

 private:
  std::filesystem::path path_;
};

std::string number(std::uint64_t value, int bytes, bool big_endian) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * (big_endian ? bytes - 1 - i : i))));
  return out;
}

struct Style {
  bool big_endian = false;
  bool nanoseconds = false;
};

std::string pcap(Style style, int packets, std::uint32_t first_second = 100) {
  const auto n = [&](std::uint64_t value, int bytes = 4) { return number(value, bytes, style.big_endian); };
  std::string file =
      n(style.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4) + n(2, 2) + n(4, 2) + n(0) + n(0) + n(65'535) + n(1);
  for (int i = 0; i < packets; ++i) {
    file += n(first_second + static_cast<std::uint32_t>(i)) + n(style.nanoseconds ? 5'000 : 5) + n(20) + n(60) +
            std::string(20, static_cast<char>('a' + i));
  }
  return file;
}

std::string block(std::uint32_t type, const std::string& body, bool big_endian) {
  const std::uint64_t size = body.size() + 12;
  return number(type, 4, big_endian) + number(size, 4, big_endian) + body + number(size, 4, big_endian);
}

std::string pcapng(bool big_endian, std::uint8_t resolution, std::uint64_t ticks) {
  const auto n = [&](std::uint64_t value, int bytes = 4) { return number(value, bytes, big_endian); };
  std::string file = block(0x0a0d0d0a, n(0x1a2b3c4d) + n(1, 2) + n(0, 2) + n(0xffffffffffffffffULL, 8), big_endian);
  file += block(1,
                n(1, 2) + n(0, 2) + n(0) + n(9, 2) + n(1, 2) + std::string{static_cast<char>(resolution)} +
                    std::string(3, '\0') + n(0, 2) + n(0, 2),
                big_endian);
  file += block(0x00000bad, "ignored!", big_endian);
  file += block(6, n(0) + n(ticks >> 32U) + n(ticks & 0xffffffffU) + n(5) + n(60) + "hello" + std::string(3, '\0'),
                big_endian);
  return file + block(3, n(4) + "tail", big_endian);
}

struct Read {
  std::vector<Packet> packets;
  std::vector<std::string> frames;
  CaptureStatus status;
};

Read read(const std::string& content) {
  const Written file{content};
  auto capture = CaptureFile::open(file.path());
  Read result;
  Packet packet;
  while (capture->next(packet)) {
    result.packets.push_back(packet);
    result.frames.emplace_back(as_text(packet.frame));
  }
  result.status = capture->status();
  return result;
}

}  // namespace

TEST_CASE("pcap is read in both byte orders and both resolutions") {
  for (const Style style : {Style{}, Style{true, false}, Style{false, true}, Style{true, true}}) {
    const Read result = read(pcap(style, 3));
    REQUIRE(result.packets.size() == 3);
    CHECK(result.packets[2].ts == timestamp_of(102, 5'000));
    CHECK(result.packets[2].number == 3);
    CHECK(result.packets[2].wire_bytes == 60);
    CHECK(result.frames[2] == std::string(20, 'c'));
    CHECK(result.status.complete);
    CHECK(result.status.cut_packets == 3);
  }
}

TEST_CASE("pcapng is read in both byte orders, with resolutions of ten and of two, unknown blocks passed over") {
  for (const bool big_endian : {false, true}) {
    const Read micro = read(pcapng(big_endian, 6, 1'500'000'250'000ULL));
    REQUIRE(micro.packets.size() == 2);
    CHECK(micro.packets[0].ts == timestamp_of(1'500'000, 250'000'000));
    CHECK(micro.frames[0] == "hello");
    CHECK(micro.frames[1] == "tail");
    CHECK(micro.status.complete);
    CHECK(read(pcapng(big_endian, 9, 7'000'000'001ULL)).packets[0].ts == timestamp_of(7, 1));
    CHECK(read(pcapng(big_endian, 0x80 | 10, 3 * 1024 + 512)).packets[0].ts == timestamp_of(3, 500'000'000));
  }
}

TEST_CASE("gzip and Zstandard are unpacked on the way, and damage in them is told") {
  const std::string plain = pcap({}, 20);
  std::string zipped(plain.size() + 1000, '\0');
  z_stream zlib{};
  deflateInit2(&zlib, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string in = plain;
  zlib.next_in = reinterpret_cast<Bytef*>(in.data());
  zlib.avail_in = static_cast<uInt>(in.size());
  zlib.next_out = reinterpret_cast<Bytef*>(zipped.data());
  zlib.avail_out = static_cast<uInt>(zipped.size());
  deflate(&zlib, Z_FINISH);
  zipped.resize(zlib.total_out);
  deflateEnd(&zlib);
  CHECK(read(zipped).packets.size() == 20);
  CHECK(read(zipped).status.kind == "pcap.gz");
  std::string packed(ZSTD_compressBound(plain.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 1));
  CHECK(read(packed).packets.size() == 20);
  for (std::size_t i = 20; i < 40; ++i) zipped[i] = 'x';
  const Read broken = read(zipped);
  CHECK_FALSE(broken.status.complete);
  CHECK_FALSE(broken.status.problem.empty());
}

TEST_CASE("every prefix of a capture gives the whole packets before the cut and says where it is cut") {
  for (const std::string& whole : {pcap({}, 3), pcapng(false, 6, 1'000'000)}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const Read cut = read(whole.substr(0, length));
      CHECK(cut.packets.size() < 3);
      CHECK((cut.status.complete || !cut.status.problem.empty()));
    }
  }
  CHECK(read(pcap({}, 3).substr(0, 80)).status.problem ==
        "truncated in packet 2 at byte 60: the packet needs 36 bytes, 20 are left");
}

TEST_CASE("a length that cannot be ends the reading there, and zeros without end are noticed") {
  std::string lies = pcap({}, 2);
  lies.replace(24 + 36 + 8, 4, number(0x7fffffff, 4, false));
  const Read result = read(lies);
  CHECK(result.packets.size() == 1);
  CHECK(result.status.problem.starts_with("damaged in packet 2 at byte 60"));
  const Read zeros = read(pcap({}, 1) + std::string(1U << 20U, '\0'));
  CHECK(zeros.packets.size() == 1 + 1024);
  CHECK(zeros.status.problem.starts_with("is all zeros"));
}

TEST_CASE("many captures are read in the order of time, equal times in the order of the captures") {
  const Written early{pcap({}, 3, 100)}, late{pcap({}, 3, 101)}, later{pcap({}, 2, 500)};
  MergedCaptures merged{{late.path(0), later.path(1), early.path(2)}};
  Packet packet;
  std::vector<std::pair<std::int64_t, std::uint32_t>> order;
  while (merged.next(packet)) order.emplace_back(nanoseconds_of(packet.ts) / 1'000'000'000, packet.source.value);
  CHECK(order == std::vector<std::pair<std::int64_t, std::uint32_t>>{
                     {100, 2}, {101, 0}, {101, 2}, {102, 0}, {102, 2}, {103, 0}, {500, 1}, {501, 1}});
  for (const CaptureStatus& status : merged.statuses()) CHECK(status.complete);
}

TEST_CASE("kinds are told by content") {
  CHECK(identify(as_bytes(pcap({}, 0))).name == "pcap");
  CHECK(identify(as_bytes(std::string_view{"ElfFile\0", 8})).name == "evtx");
  CHECK(identify({}).name == "empty");
  CHECK_FALSE(identify(as_bytes("Dear colleague")).is_capture);
}
