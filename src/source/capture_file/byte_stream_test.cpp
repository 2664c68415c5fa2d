#include "source/capture_file/byte_stream.hpp"

#include "source/capture_file/testing/captures.hpp"

using namespace wardwatch;
using namespace wardwatch::source;
using namespace wardwatch::source::testing;

TEST_CASE("gzip and Zstandard are unpacked on the way, whatever the window") {
  const std::string plain = PcapMaker{}.capture(500);
  for (const std::size_t window_bytes : {13U, 4096U, 1U << 20U}) {
    const Read gzip = read(gzipped(plain), {.window_bytes = window_bytes});
    CHECK(gzip.packets.size() == 500);
    CHECK(gzip.status.kind == "pcap.gz");
    CHECK(gzip.status.complete);
    CHECK(gzip.status.stream_bytes == plain.size());
    CHECK(gzip.status.bytes_consumed == gzip.status.file_bytes);
    const Read zstd = read(zstd_packed(plain), {.window_bytes = window_bytes});
    CHECK(zstd.packets.size() == 500);
    CHECK(zstd.status.kind == "pcap.zst");
    CHECK(zstd.status.complete);
  }
}

TEST_CASE("members and frames follow one another, and padding behind them is none") {
  const std::string plain = PcapMaker{}.capture(9);
  const std::string first = plain.substr(0, 100), second = plain.substr(100);
  CHECK(read(gzipped(first) + gzipped(second)).packets.size() == 9);
  CHECK(read(zstd_packed(first) + zstd_packed(second)).packets.size() == 9);
  for (const std::string& padded :
       {gzipped(plain) + std::string(512, '\0'), zstd_packed(plain) + std::string(512, '\0')}) {
    const Read result = read(padded);
    CHECK(result.packets.size() == 9);
    CHECK(result.status.complete);
  }
}

TEST_CASE("a Zstandard file may begin with a skippable frame") {
  const std::string skippable = "\x50\x2a\x4d\x18" + number(4, 4, Order::little) + "note";
  CHECK(read(skippable + zstd_packed(PcapMaker{}.capture(4))).packets.size() == 4);
}

TEST_CASE("every prefix of a packed capture keeps what can be unpacked and says that it is cut") {
  const std::string plain = PcapMaker{}.capture(40);
  for (const std::string& packed : {gzipped(plain), zstd_packed(plain)}) {
    for (std::size_t length = 1; length < packed.size(); ++length) {
      const Read cut = read(packed.substr(0, length));
      CHECK_FALSE(cut.status.complete);
      CHECK(cut.packets.size() <= 40);
    }
  }
}

TEST_CASE("damage in a packed stream is told, and what came before it stands") {
  std::string content = PcapMaker{}.header();
  std::uint32_t state = 1;
  for (std::uint32_t i = 0; i < 2000; ++i) {  // Bytes that cannot be packed, so that damage is local.
    std::string frame(100, '\0');
    for (char& octet : frame) octet = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
    content += PcapMaker{}.record(i, 0, frame, 100);
  }
  for (std::string packed : {gzipped(content), zstd_packed(content)}) {
    packed.replace(packed.size() / 2, 64, std::string(64, '\xff'));
    const Read result = read(packed);
    CHECK_FALSE(result.status.complete);
    CHECK(result.packets.size() > 500);
    CHECK(result.status.stop != StopReason::end_of_file);
  }
}

TEST_CASE("what stands before damage does not depend on how much is unpacked at once") {
  std::string content = PcapMaker{}.header();
  std::uint32_t state = 1;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    std::string frame(100, '\0');
    for (char& octet : frame) octet = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
    content += PcapMaker{}.record(i, 0, frame, 100);
  }
  for (std::string packed : {gzipped(content), zstd_packed(content)}) {
    packed[packed.size() - 3] = static_cast<char>(packed[packed.size() - 3] ^ 0x55);  // The checksum is last.
    const std::size_t small = read(packed, {.window_bytes = 16}).packets.size();
    CHECK(small > 3000);
    CHECK(read(packed, {.window_bytes = 1U << 20U}).packets.size() == small);
  }
}

TEST_CASE("a bomb is a long stream: it is read through one window") {
  const PcapMaker make;
  std::string content = make.header();
  const std::string frame(60'000, '\0');
  for (std::uint32_t i = 0; i < 1000; ++i) content += make.record(i, 0, frame, 60'000);
  const std::string packed = gzipped(content);
  CHECK(packed.size() * 500 < content.size());
  CHECK(read(packed, {.window_bytes = 65'536}).packets.size() == 1000);
}

TEST_CASE("a Zstandard window beyond the limit is refused, not allocated") {
  // A frame header that asks for a window of 2^31 bytes: RFC 8878 3.1.1.1.2, exponent 21.
  const Read result = read(std::string{"\x28\xb5\x2f\xfd\x00\xa8", 6} + std::string(100, '\1'));
  CHECK(result.packets.empty());
  CHECK(result.status.stop == StopReason::unreadable);
}

TEST_CASE("skipping ends where the file does") {
  const Written file{std::string(10'000, 'x')};
  auto stream = ByteStream::open(file.path().path, {.window_bytes = 512});
  CHECK(stream->skip(9'000) == 9'000);
  CHECK(stream->offset_bytes() == 9'000);
  CHECK(stream->file_offset_bytes() == 9'000);
  CHECK(stream->skip(5'000) == 1'000);
  CHECK_FALSE(stream->fill(1));
}
