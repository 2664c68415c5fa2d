// bench_connections OUT [COUNT]: a capture in which COUNT TCP connections (by default 1,000,000) are open at once.
// All of them are opened (SYN, SYN-ACK, ACK), then each side of each sends one small segment, and none is closed, so
// that the peak of a reader's memory is the price of its connection table. The packets are one microsecond apart: a
// million connections are open within three seconds of the capture's time, well inside any timeout for idle ones.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>

#include "capture_file.hpp"
#include "checksum.hpp"

namespace wardwatch::bench {
namespace {

constexpr std::uint32_t kConnectionsDefault = 1'000'000;
constexpr std::uint32_t kConnectionsMax = 1U << 24U;  // one client address of 10/8 each
constexpr std::uint64_t kStartUs = 1'772'400'000ULL * 1'000'000;
constexpr std::uint32_t kClientNet = 10U << 24U;
constexpr std::uint32_t kServerNet = (192U << 24U) | (168U << 16U);
constexpr std::uint32_t kServers = 250;
/// A port that no protocol has by custom, and bytes that are the start of none.
constexpr std::uint16_t kServerPort = 47'001;
constexpr std::uint8_t kFiller = 0xa5;
constexpr std::size_t kPayloadBytes = 32;
constexpr std::size_t kIpOffsetBytes = kEthernetHeaderBytes;
constexpr std::size_t kTcpOffsetBytes = kIpOffsetBytes + 20;
constexpr std::size_t kPayloadOffsetBytes = kTcpOffsetBytes + 20;
constexpr std::uint8_t kTcp = 6;

enum Flags : std::uint8_t { kSyn = 0x02, kPush = 0x08, kAck = 0x10 };

/// One packet of each connection's life; `sequence` and `acknowledged` count from the sender's first number.
struct Step {
  bool from_client;
  std::uint8_t flags;
  std::uint32_t sequence;
  std::uint32_t acknowledged;
  std::size_t payload_bytes;
};

constexpr std::array<Step, 5> kLife{{
    {.from_client = true, .flags = kSyn, .sequence = 0, .acknowledged = 0, .payload_bytes = 0},
    {.from_client = false, .flags = kSyn | kAck, .sequence = 0, .acknowledged = 1, .payload_bytes = 0},
    {.from_client = true, .flags = kAck, .sequence = 1, .acknowledged = 1, .payload_bytes = 0},
    {.from_client = true, .flags = kPush | kAck, .sequence = 1, .acknowledged = 1, .payload_bytes = kPayloadBytes},
    {.from_client = false,
     .flags = kPush | kAck,
     .sequence = 1,
     .acknowledged = 1 + kPayloadBytes,
     .payload_bytes = kPayloadBytes},
}};

using Frame = std::array<std::uint8_t, kPayloadOffsetBytes + kPayloadBytes>;

/// First sequence numbers differ between connections and sides, as they do in life.
std::uint32_t first_sequence(std::uint32_t connection, bool of_client) {
  return connection * 2'654'435'761U + (of_client ? 0U : 0x8000'0000U);
}

void fill_ip(WritableBytes packet, std::uint32_t from, std::uint32_t to) {
  packet[0] = 0x45;
  store_u16be(packet, 2, static_cast<std::uint16_t>(packet.size()));
  store_u16be(packet, 6, 0x4000);  // don't fragment
  packet[8] = 64;
  packet[9] = kTcp;
  store_u16be(packet, 10, 0);
  store_u32be(packet, 12, from);
  store_u32be(packet, 16, to);
  store_u16be(packet, 10, checksum_finish(checksum_add(packet.first(20), 0)));
}

void fill_tcp(WritableBytes packet, const Step& step, std::uint32_t connection) {
  const WritableBytes segment = packet.subspan(kTcpOffsetBytes - kIpOffsetBytes);
  const auto client_port = static_cast<std::uint16_t>(49'152 + connection % 16'384);
  const bool acknowledges = (step.flags & kAck) != 0;
  store_u16be(segment, 0, step.from_client ? client_port : kServerPort);
  store_u16be(segment, 2, step.from_client ? kServerPort : client_port);
  store_u32be(segment, 4, first_sequence(connection, step.from_client) + step.sequence);
  store_u32be(segment, 8, acknowledges ? first_sequence(connection, !step.from_client) + step.acknowledged : 0);
  segment[12] = 5U << 4U;  // header length in 32-bit words
  segment[13] = step.flags;
  store_u16be(segment, 14, 0xffff);
  store_u16be(segment, 16, 0);
  const std::uint32_t pseudo = pseudo_header_sum(packet.subspan(12, 8), kTcp, segment.size());
  store_u16be(segment, 16, checksum_finish(checksum_add(segment, pseudo)));
}

/// Overwrites `frame` with the packet and returns the part that is used.
Bytes build(Frame& frame, const Step& step, std::uint32_t connection) {
  const std::uint32_t client = kClientNet + connection;
  const std::uint32_t server = kServerNet + 1 + connection % kServers;
  const WritableBytes used{frame.data(), kPayloadOffsetBytes + step.payload_bytes};
  std::ranges::fill(used, std::uint8_t{0});
  used[0] = used[6] = 0x02;  // locally administered MAC addresses, one a side
  used[5] = step.from_client ? 2 : 1;
  used[11] = step.from_client ? 1 : 2;
  store_u16be(used, 12, 0x0800);
  std::ranges::fill(used.subspan(kPayloadOffsetBytes), kFiller);
  const WritableBytes packet = used.subspan(kIpOffsetBytes);
  fill_ip(packet, step.from_client ? client : server, step.from_client ? server : client);
  fill_tcp(packet, step, connection);
  return used;
}

std::optional<std::uint32_t> connection_count(std::string_view text) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && count > 0 && count <= kConnectionsMax ? std::optional{count} : std::nullopt;
}

int run(const char* path, std::uint32_t count) {
  CaptureWriter out{path};
  std::uint64_t now_us = kStartUs;
  Frame frame{};
  for (const Step& step : kLife) {
    for (std::uint32_t connection = 0; connection < count && out.ok(); ++connection) {
      out.write(now_us++, build(frame, step, connection));
    }
  }
  if (!out.close()) {
    std::fprintf(stderr, "error: cannot write %s\n", path);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace wardwatch::bench

int main(int argument_count, char** arguments) {
  using namespace wardwatch::bench;
  const auto count = argument_count == 3 ? connection_count(arguments[2]) : std::optional{kConnectionsDefault};
  if (argument_count < 2 || argument_count > 3 || !count) {
    std::fprintf(stderr, "usage: bench_connections OUT [COUNT of 1 to %u]\n", kConnectionsMax);
    return 2;
  }
  return run(arguments[1], *count);
}
