#pragma once

#include <string>

#include "protocol/common/protocol.hpp"
#include "protocol/rdp/gcc.hpp"
#include "protocol/rdp/outcome.hpp"
#include "protocol/rdp/x224.hpp"

namespace wardwatch::protocol::rdp {

/// What is known of a connection until its row is written.
struct Draft {
  std::optional<std::string> cookie;
  std::optional<std::string> routing_token;
  std::optional<Negotiation> request;
  std::optional<Negotiation> response;
  std::optional<std::uint32_t> failure_code;
  std::optional<std::uint32_t> security_protocol;
  bool tls_started = false;
  std::optional<ClientData> client;
  std::optional<ServerData> server;
  std::optional<Timestamp> first_ts;  ///< Of the request, or of the first bytes that were seen.
  Timestamp last_ts{};
  std::array<std::uint64_t, 2> stream_bytes{};  ///< By direction.
};

void write_row(Context& context, const Draft& draft, const Features& features, const Outcome& outcome);

}  // namespace wardwatch::protocol::rdp
