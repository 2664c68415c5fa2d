// Any bytes as a capture file, plain or packed, and:
//   - reading never crashes and always comes to an end, with a status that says how;
//   - packets are numbered upwards and no longer than the limit;
//   - the same file read again, and read through the merger, gives the same packets.

#include "core/hash.hpp"
#include "fuzz/memory_file.hpp"
#include "source/capture_file/identify.hpp"
#include "source/capture_file/merged_captures.hpp"

namespace wardwatch::fuzz {
namespace {

constexpr std::uint64_t kPacketsMax = 100'000;
constexpr std::size_t kFrameMaxBytes = 256U << 10U;

struct Seen {
  std::uint64_t packets = 0;
  std::uint64_t digest = 0;

  void add(const Packet& packet) {
    must(packet.frame.size() <= kFrameMaxBytes, "no packet is longer than the limit");
    ++packets;
    digest = (digest ^ hash_bytes(packet.frame)) * 31U + static_cast<std::uint64_t>(nanoseconds_of(packet.ts)) +
             packet.number * 7U + packet.wire_bytes;
  }
  bool operator==(const Seen&) const = default;
};

Seen read_alone(const source::CapturePath& capture, const source::ByteStream::Options& options) {
  Seen seen;
  auto file = source::CaptureFile::open(capture, options);
  must(file.has_value(), "a plain file can be opened");
  Packet packet;
  std::uint64_t number = 0;
  while (seen.packets < kPacketsMax && file->next(packet)) {
    must(packet.number > number, "packets are numbered upwards");
    number = packet.number;
    seen.add(packet);
  }
  const source::CaptureStatus status = file->status();
  if (seen.packets == kPacketsMax) return seen;
  must(status.packets == seen.packets, "the status counts what was given out");
  must(status.complete == status.problem.empty(), "what is not complete says why");
  must(!file->next(packet), "the end stays the end");
  return seen;
}

Seen read_merged(const source::CapturePath& capture) {
  Seen seen;
  source::MergedCaptures merged{std::vector{capture}};
  Packet packet;
  while (seen.packets < kPacketsMax && merged.next(packet)) seen.add(packet);
  return seen;
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const Bytes input = std::as_bytes(std::span{data, size});
  std::ignore = source::identify(input);
  const fuzz::MemoryFile file{input};
  const source::CapturePath capture{file.path(), SourceId{0}};
  const fuzz::Seen whole = fuzz::read_alone(capture, {.window_bytes = 1U << 16U});
  fuzz::must(whole == fuzz::read_alone(capture, {.window_bytes = 16}), "packets do not depend on the window");
  fuzz::must(whole == fuzz::read_merged(capture), "packets do not depend on the merger");
  return 0;
}
