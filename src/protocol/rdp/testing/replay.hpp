#pragma once

#include <algorithm>

#include "protocol/common/test_context.hpp"
#include "protocol/rdp/rdp.hpp"
#include "protocol/rdp/testing/capture.hpp"
#include "protocol/rdp/testing/tls_records.hpp"

namespace wardwatch::protocol::rdp::testing {

/// Whether the probe recognises the connection when it is shown all of it.
inline bool is_rdp(const Connection& connection) {
  std::string first[2];
  for (const auto& piece : connection.pieces) first[index_of(piece.direction)] += piece.bytes;
  FirstBytes seen{};
  seen.orig = as_bytes(first[0]);
  seen.resp = as_bytes(first[1]);
  seen.orig_complete = seen.resp_complete = true;
  return kProtocol.probe(seen) == Probe::yes;
}

/// Shows a connection to a session, in pieces of at most `piece_bytes`, and honours its skips.
inline void replay(TestContext& context, const Connection& connection, std::size_t piece_bytes) {
  context.child_protocols["ssl"] = &kTlsRecords;
  const auto session = kProtocol.open(context);
  std::uint64_t shown_from[2]{};
  Timestamp last{};
  for (const Piece& piece : connection.pieces) {
    std::uint64_t& from = shown_from[index_of(piece.direction)];
    for (std::size_t at = 0; at < piece.bytes.size(); at += piece_bytes) {
      const std::string_view all = std::string_view{piece.bytes}.substr(at, piece_bytes);
      const std::uint64_t offset = piece.offset + at;
      if (offset + all.size() <= from) continue;
      const std::size_t skipped = from > offset ? static_cast<std::size_t>(from - offset) : 0;
      const Next next = session->on_data(piece.direction, as_bytes(all.substr(skipped)), offset + skipped, piece.ts);
      if (next.kind == Next::Kind::skip) from = offset + all.size() + next.skip_bytes;
    }
    last = piece.ts;
  }
  session->on_end(connection.has_ended ? EndReason::closed : EndReason::evidence_ended, last);
}

}  // namespace wardwatch::protocol::rdp::testing
