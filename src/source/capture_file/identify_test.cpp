#include "source/capture_file/identify.hpp"

#include "source/capture_file/digest_file.hpp"
#include "source/capture_file/testing/captures.hpp"

using namespace wardwatch;
using namespace wardwatch::source;
using namespace wardwatch::source::testing;
using namespace std::string_view_literals;

TEST_CASE("kinds are told by content") {
  CHECK(identify(as_bytes(PcapMaker{}.header())).name == "pcap");
  CHECK(identify(as_bytes(PcapMaker{.order = Order::big, .magic = 0xa1b23c4d}.header())).kind == FileKind::pcap);
  CHECK(identify(as_bytes(PcapngMaker{}.section())).kind == FileKind::pcapng);
  CHECK(identify(as_bytes(PcapngMaker{Order::big}.section())).kind == FileKind::pcapng);
  CHECK(identify(as_bytes(gzipped("x"))).kind == FileKind::gzip);
  CHECK(identify(as_bytes(zstd_packed("x"))).kind == FileKind::zstd);
  CHECK(identify(as_bytes("ElfFile\0"sv)).name == "evtx");
  CHECK(identify(as_bytes("\0\1\0\0Standard Jet DB\0"sv)).kind == FileKind::access);
  CHECK(identify(as_bytes(std::string(128, '\0') + "DICM")).kind == FileKind::dicom);
  CHECK(identify(as_bytes("MSH|^~\\&|"sv)).kind == FileKind::hl7);
  CHECK(identify(as_bytes("  {\"type\": \"bundle\"}"sv)).kind == FileKind::json);
  CHECK(identify(as_bytes("\xef\xbb\xbf<?xml version"sv)).kind == FileKind::xml);
  CHECK(identify(as_bytes("Dear colleague"sv)).kind == FileKind::text);
  CHECK(identify(as_bytes("\1\2\3\4"sv)).kind == FileKind::unknown);
  CHECK(identify({}).name == "empty");
}

TEST_CASE("only captures, and what may hold one, are captures") {
  CHECK(identify(as_bytes(PcapMaker{}.header())).is_capture);
  CHECK(identify(as_bytes(gzipped("x"))).is_capture);
  CHECK_FALSE(identify(as_bytes("Dear colleague"sv)).is_capture);
  CHECK_FALSE(identify(as_bytes("\x0a\x0d\x0d\x0a"sv)).is_capture);
}

TEST_CASE("a packed file is told with what it holds") {
  const Written file{gzipped(PcapMaker{}.capture(3))};
  const auto identity = identify_file(file.path().path);
  REQUIRE(identity.has_value());
  CHECK(identity->outer.kind == FileKind::gzip);
  CHECK(identity->inner.kind == FileKind::pcap);
  CHECK_FALSE(identify_file("/nonexistent").has_value());
}

TEST_CASE("no prefix of anything is read beyond its end") {
  const std::string whole = std::string(128, '\0') + "DICM" + std::string(200, 'x');
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string prefix = whole.substr(0, length);
    CHECK(identify(as_bytes(prefix)).kind != FileKind::pcap);
  }
}

TEST_CASE("a file's digest is SHA-256 of its bytes on disk, and counts them") {
  const Written file{"abc"};
  const std::atomic<bool> go_on{false}, halt{true};
  std::atomic<std::uint64_t> progress{0};
  const auto digest = digest_file(file.path().path, go_on, {.progress_bytes = &progress});
  REQUIRE(digest.has_value());
  CHECK(digest->sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest->bytes == 3);
  CHECK(progress == 3);
  CHECK(digest_file(file.path().path, go_on, {.bytes_max = 0})->sha256 ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest_file(file.path().path, halt).error().what == "was not hashed: interrupted");
  CHECK_FALSE(digest_file("/nonexistent", go_on).has_value());
}
