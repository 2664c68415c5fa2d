#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "core/load.hpp"
#include "protocol/common/test_context.hpp"

namespace wardwatch::protocol {

/// A connection of a recorded capture, for tests: payload in the order in which it became complete.
struct TestConnection {
  struct Piece {
    Direction direction;
    std::uint64_t offset;
    std::string bytes;
    Timestamp ts;
  };
  Transport transport = Transport::tcp;
  std::vector<Piece> pieces;
  std::array<std::uint64_t, 2> next_offset{};
  std::array<std::uint32_t, 2> first_sequence{};
  std::array<bool, 2> is_side_known{};
  std::array<std::map<std::uint64_t, std::string>, 2> early;
};

/// Reads classic captures of Ethernet or Linux cooked frames with IPv4, TCP and UDP. What it does not know it passes
/// over; it is for captures that were recorded for tests, and no part of the product.
class TestCapture {
 public:
  explicit TestCapture(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{file}, {}};
    const Bytes bytes = as_bytes(content);
    if (bytes.size() < 24) return;
    const std::uint32_t link = load_u32le(bytes, 20);
    const std::size_t link_bytes = link == 1 ? 14 : link == 113 ? 16 : link == 276 ? 20 : 0;
    for (std::size_t at = 24; at + 16 <= bytes.size();) {
      const Timestamp ts = timestamp_of(load_u32le(bytes, at), load_u32le(bytes, at + 4) * 1000U);
      const std::size_t length = load_u32le(bytes, at + 8);
      at += 16;
      if (length > bytes.size() - at) break;
      if (length > link_bytes) add_packet(bytes.subspan(at + link_bytes, length - link_bytes), ts);
      at += length;
    }
  }

  [[nodiscard]] std::vector<TestConnection> take() && noexcept { return std::move(connections_); }

 private:
  void add_packet(Bytes ip, Timestamp ts) {
    if (ip.size() < 28 || load_u8(ip, 0) >> 4U != 4) return;
    const std::uint8_t protocol = load_u8(ip, 9);
    const Bytes segment = at_most(ip, load_u16be(ip, 2)).subspan((load_u8(ip, 0) & 15U) * 4U);
    if (protocol == 17 && segment.size() >= 8) {
      TestConnection& connection = find(ip, segment, false);
      connection.transport = Transport::udp;
      connection.pieces.push_back({side(ip, segment), 0, std::string{as_text(segment.subspan(8))}, ts});
    }
    if (protocol != 6 || segment.size() < 20) return;
    const std::uint8_t flags = load_u8(segment, 13);
    TestConnection& connection = find(ip, segment, (flags & 0x12U) == 2);
    add_segment(connection, index_of(side(ip, segment)), segment, ts);
  }

  static std::string end(Bytes ip, Bytes segment, bool is_source) {
    return std::string{as_text(ip.subspan(is_source ? 12 : 16, 4))} +
           std::string{as_text(segment.subspan(is_source ? 0 : 2, 2))};
  }

  TestConnection& find(Bytes ip, Bytes segment, bool is_opening) {
    const std::string from = end(ip, segment, true);
    const std::string to = end(ip, segment, false);
    auto found = open_.find(from + to);
    if (found == open_.end()) found = open_.find(to + from);
    if (found == open_.end() || (is_opening && !connections_[found->second].pieces.empty())) {
      if (found != open_.end()) open_.erase(found);
      found = open_.emplace(from + to, connections_.size()).first;
      connections_.emplace_back();
    }
    return connections_[found->second];
  }

  Direction side(Bytes ip, Bytes segment) const {
    return open_.contains(end(ip, segment, true) + end(ip, segment, false)) ? Direction::orig : Direction::resp;
  }

  static void add_segment(TestConnection& connection, std::size_t side, Bytes segment, Timestamp ts) {
    const std::uint32_t sequence = load_u32be(segment, 4) + ((load_u8(segment, 13) & 2U) != 0 ? 1U : 0U);
    if (!connection.is_side_known[side]) connection.first_sequence[side] = sequence;
    connection.is_side_known[side] = true;
    const std::size_t header_bytes = (load_u8(segment, 12) >> 4U) * 4U;
    if (segment.size() <= header_bytes) return;
    auto& early = connection.early[side];
    early.emplace(sequence - connection.first_sequence[side], std::string{as_text(segment.subspan(header_bytes))});
    std::uint64_t& next = connection.next_offset[side];
    while (!early.empty() && early.begin()->first <= next) {
      const auto [offset, bytes] = *early.begin();
      early.erase(early.begin());
      if (offset + bytes.size() <= next) continue;
      const Direction direction = side == 0 ? Direction::orig : Direction::resp;
      connection.pieces.push_back({direction, next, bytes.substr(static_cast<std::size_t>(next - offset)), ts});
      next = offset + bytes.size();
    }
  }

  std::vector<TestConnection> connections_;
  std::map<std::string, std::size_t> open_;
};

/// The connections of a capture in the order of their first packets.
[[nodiscard]] inline std::vector<TestConnection> read_test_capture(const std::filesystem::path& path) {
  return TestCapture{path}.take();
}

/// Shows a connection to a session of `protocol`, streams in pieces of at most `piece_bytes`, and honours its skips.
/// Returns the number of bytes that were shown.
inline std::size_t replay(TestContext& context, const Protocol& protocol, const TestConnection& connection,
                          std::size_t piece_bytes) {
  const auto session = protocol.open(context);
  std::array<std::uint64_t, 2> shown_until{};
  std::size_t shown_bytes = 0;
  Timestamp last;
  bool is_done = false;
  for (const auto& piece : connection.pieces) {
    last = piece.ts;
    const bool is_datagram = connection.transport == Transport::udp;
    const std::size_t step = is_datagram ? piece.bytes.size() : piece_bytes;
    for (std::size_t at = 0; at < piece.bytes.size() && !is_done; at += step) {
      std::string_view bytes = std::string_view{piece.bytes}.substr(at, step);
      std::uint64_t offset = piece.offset + at;
      std::uint64_t& until = shown_until[index_of(piece.direction)];
      if (!is_datagram) {
        const std::uint64_t known = std::min<std::uint64_t>(until > offset ? until - offset : 0, bytes.size());
        bytes.remove_prefix(static_cast<std::size_t>(known));
        offset += known;
      }
      if (bytes.empty()) continue;
      shown_bytes += bytes.size();
      const Next next = session->on_data(piece.direction, as_bytes(bytes), offset, piece.ts);
      if (next.kind == Next::Kind::skip) until = offset + bytes.size() + next.skip_bytes;
      is_done = next.kind == Next::Kind::done;
    }
  }
  session->on_end(EndReason::closed, last);
  return shown_bytes;
}

}  // namespace wardwatch::protocol
