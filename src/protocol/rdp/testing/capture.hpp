#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/load.hpp"
#include "core/strong.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::protocol::rdp::testing {

/// One piece of a stream, in the order in which it became complete.
struct Piece {
  Direction direction;
  std::uint64_t offset;
  std::string bytes;
  Timestamp ts;
};

/// One TCP connection of a capture, as far as a test needs it. Retransmissions are dropped, disorder is mended.
struct Connection {
  std::string key;  ///< Both addresses with their ports, as they stand in the packet.
  std::vector<Piece> pieces;
  bool has_ended = false;
  std::array<std::uint32_t, 2> first_seq{};
  std::array<bool, 2> has_seq{};
  std::array<std::uint64_t, 2> next{};
  std::array<std::map<std::uint64_t, std::string>, 2> waiting;
};

inline void deliver(Connection& connection, std::size_t side, Timestamp ts) {
  auto& waiting = connection.waiting[side];
  std::uint64_t& next = connection.next[side];
  for (auto first = waiting.begin(); first != waiting.end() && first->first <= next; first = waiting.erase(first)) {
    const std::uint64_t known = next - first->first;
    if (known >= first->second.size()) continue;
    connection.pieces.push_back({side == 0 ? Direction::orig : Direction::resp, next, first->second.substr(known), ts});
    next += first->second.size() - known;
  }
}

inline void add_segment(std::vector<Connection>& connections, std::map<std::string, std::size_t>& open, Bytes ip,
                        Timestamp ts) {
  if (ip.size() < 40 || load_u8(ip, 0) >> 4U != 4 || load_u8(ip, 9) != 6) return;
  const std::size_t header = (load_u8(ip, 0) & 15U) * 4U;
  const Bytes tcp = at_most(ip, load_u16be(ip, 2)).subspan(header);
  if (tcp.size() < 20) return;
  const std::string source{as_text(ip.subspan(12, 4))}, target{as_text(ip.subspan(16, 4))};
  const std::string from = source + std::string{as_text(tcp.first(2))},
                    to = target + std::string{as_text(tcp.subspan(2, 2))};
  const std::uint8_t flags = load_u8(tcp, 13);
  const bool opens = (flags & 0x12U) == 2;
  std::size_t side = 0;
  auto found = open.find(from + to);
  if (found == open.end() && (found = open.find(to + from)) != open.end()) side = 1;
  if (found == open.end() || (opens && !connections[found->second].pieces.empty())) {
    open[from + to] = connections.size();
    connections.emplace_back().key = from + to;
    found = open.find(from + to);
    side = 0;
  }
  Connection& connection = connections[found->second];
  const std::uint32_t seq = load_u32be(tcp, 4) + ((flags & 2U) != 0 ? 1U : 0U);
  if ((flags & 5U) != 0) connection.has_ended = true;
  if (!connection.has_seq[side]) connection.first_seq[side] = seq;
  connection.has_seq[side] = true;
  const Bytes payload = tcp.subspan(std::min<std::size_t>(tcp.size(), (load_u8(tcp, 12) >> 4U) * 4U));
  if (payload.empty()) return;
  connection.waiting[side].emplace(seq - connection.first_seq[side], std::string{as_text(payload)});
  deliver(connection, side, ts);
}

/// The TCP connections over IPv4 of a classic capture file, in order of their first packets.
inline std::vector<Connection> read_capture(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  const std::string content{std::istreambuf_iterator<char>{file}, {}};
  const Bytes bytes = as_bytes(content);
  std::vector<Connection> connections;
  std::map<std::string, std::size_t> open;
  if (bytes.size() < 24) return connections;
  const std::uint32_t link = load_u32le(bytes, 20);
  const std::size_t link_bytes = link == 1 ? 14 : link == 0 ? 4 : link == 113 ? 16 : link == 276 ? 20 : 0;
  for (std::size_t at = 24; at + 16 <= bytes.size();) {
    const std::size_t length = load_u32le(bytes, at + 8);
    const Timestamp ts = timestamp_of(load_u32le(bytes, at), load_u32le(bytes, at + 4) * 1000U);
    at += 16;
    if (at + length > bytes.size()) break;
    const std::size_t tag_bytes = link == 1 && length > 18 && load_u16be(bytes, at + 12) == 0x8100 ? 4 : 0;
    const std::size_t ip_at = link_bytes + tag_bytes;
    if (length > ip_at) add_segment(connections, open, bytes.subspan(at + ip_at, length - ip_at), ts);
    at += length;
  }
  return connections;
}

}  // namespace wardwatch::protocol::rdp::testing
