#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol {

struct Said {
  Direction direction;
  std::string text;
};
using Dialogue = std::vector<Said>;

/// Shows a dialogue to a session, in pieces, and says how it left off.
inline Next hold_dialogue(Context& context, const Protocol& protocol, const Dialogue& dialogue,
                          std::size_t piece_bytes = 4096) {
  const auto session = protocol.open(context);
  std::array<std::uint64_t, 2> offsets{};
  Next next = Next::more();
  for (const Said& said : dialogue) {
    for (std::size_t at = 0; at < said.text.size() && next.kind != Next::Kind::done; at += piece_bytes) {
      const std::string piece = said.text.substr(at, piece_bytes);
      next = session->on_data(said.direction, as_bytes(piece), offsets[index_of(said.direction)], Timestamp{});
      offsets[index_of(said.direction)] += piece.size();
    }
  }
  session->on_end(EndReason::closed, Timestamp{});
  return next;
}

inline Probe probe_with(const Protocol& protocol, std::string_view orig, std::string_view resp, bool complete = false) {
  FirstBytes first{};
  first.orig = as_bytes(orig);
  first.resp = as_bytes(resp);
  first.orig_complete = first.resp_complete = complete;
  return protocol.probe(first);
}

}  // namespace wardwatch::protocol
