#include "eventlog/log_file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "eventlog/testing/log_builder.hpp"

using namespace wardwatch;
using namespace wardwatch::eventlog;
using testing::EventSpec;
using testing::LogBuilder;
using testing::put_at;
using testing::Typed;

namespace {

struct Seen {
  std::vector<std::uint64_t> numbers;
  LogStatus status;
};

Seen read(const std::string& bytes, LogFile::Options options = {}) {
  const auto path = std::filesystem::temp_directory_path() / ("wardwatch-evtx-" + std::to_string(getpid()));
  std::ofstream{path, std::ios::binary} << bytes;
  auto log = LogFile::open(path, options);
  std::filesystem::remove(path);
  REQUIRE(log);
  Seen seen;
  for (Event event; log->next(event);) seen.numbers.push_back(event.number);
  seen.status = log->status();
  return seen;
}

/// Some three chunks.
std::string log_of(std::uint64_t count, std::uint32_t flags = 0) {
  LogBuilder builder;
  for (std::uint64_t i = 1; i <= count; ++i) {
    EventSpec event;
    event.number = i;
    event.filetime += i * 10'000'000;
    event.data = {{"CommandLine", Typed::text(std::string(200, 'x'))}};
    builder.add(event);
  }
  return builder.bytes(flags);
}

constexpr std::uint64_t kEvents = 250;

}  // namespace

TEST_CASE("a log of several chunks is read whole, in order") {
  const Seen seen = read(log_of(kEvents));
  CHECK(seen.numbers.size() == kEvents);
  CHECK(seen.numbers.back() == kEvents);
  CHECK(seen.status.chunks > 2);
  CHECK(seen.status.complete);
  CHECK(seen.status.problem.empty());
  CHECK(rfc3339(seen.status.first_ts) == "2019-04-17T18:40:01.000000Z");
}

TEST_CASE("a log cut anywhere gives what stands before the cut, and says where it ends") {
  const std::string whole = log_of(kEvents);
  for (const std::size_t length : {std::size_t{100}, std::size_t{4096}, std::size_t{5000}, whole.size() / 2}) {
    const Seen seen = read(whole.substr(0, length));
    CHECK(seen.numbers.size() < kEvents);
    CHECK(seen.status.complete == (length == 4096));
    CHECK(seen.status.problem.empty() == (length == 4096));
  }
}

TEST_CASE("chunks that were allocated and never written are passed over without a word") {
  const Seen seen = read(log_of(kEvents) + std::string(3 * kChunkBytes, '\0'));
  CHECK(seen.numbers.size() == kEvents);
  CHECK(seen.status.empty_chunks == 3);
  CHECK(seen.status.complete);
}

TEST_CASE("a log that Windows has open counts late: everything is read, and a wrong checksum is no surprise") {
  std::string bytes = log_of(kEvents, 1);
  put_at(bytes, kFileHeaderBytes + 52, std::uint32_t{7});
  const Seen seen = read(bytes);
  CHECK(seen.numbers.size() == kEvents);
  CHECK(seen.status.was_open);
  CHECK(seen.status.complete);
}

TEST_CASE("a zeroed chunk costs its own events and no other") {
  std::string bytes = log_of(kEvents);
  bytes.replace(kFileHeaderBytes + kChunkBytes, kChunkBytes, std::string(kChunkBytes, '\0'));
  const Seen seen = read(bytes);
  CHECK(seen.numbers.size() < kEvents);
  CHECK(seen.numbers.back() == kEvents);
}

TEST_CASE("bytes lost inside a chunk shift the next ones, which are found where they begin") {
  std::string bytes = log_of(kEvents);
  bytes.erase(kFileHeaderBytes + 40'000, 1000);
  const Seen seen = read(bytes);
  CHECK(seen.numbers.size() > kEvents - 10);
  CHECK(seen.numbers.back() == kEvents);
  CHECK(seen.status.problem.find("chunk 1 at byte 4096 is followed by the next one after 64536 bytes") !=
        std::string::npos);
}

TEST_CASE("chunks without a file round them, as carving tools leave them, are read") {
  const Seen seen = read(log_of(kEvents).substr(kFileHeaderBytes));
  CHECK(seen.numbers.size() == kEvents);
}

TEST_CASE("no more is read than was asked for, though the file has grown") {
  const Seen seen = read(log_of(kEvents), {.bytes_max = kFileHeaderBytes + kChunkBytes});
  CHECK(seen.numbers.size() < kEvents);
  CHECK(seen.status.read_bytes == kFileHeaderBytes + kChunkBytes);
}

TEST_CASE("damage is told with chunk and byte, a few times, and counted beyond") {
  std::string bytes = log_of(kEvents);
  std::size_t damaged = 0;
  for (std::size_t at = bytes.find(std::string{"\x2a\x2a\0\0", 4}); at != std::string::npos && damaged < 20;
       at = bytes.find(std::string{"\x2a\x2a\0\0", 4}, at + 2000)) {
    put_at(bytes, at, std::uint32_t{0});
    ++damaged;
  }
  const Seen seen = read(bytes);
  CHECK(seen.numbers.size() == kEvents - damaged);
  CHECK(seen.status.problem.find("no record stands at byte") != std::string::npos);
  CHECK_FALSE(seen.status.complete);
}
