#pragma once

#include "protocol/common/protocol.hpp"
#include "protocol/http/head.hpp"

namespace wardwatch::protocol::http {

/// One request and what came of it.
struct Exchange {
  Timestamp ts;
  std::uint64_t depth = 0;
  bool has_request = false;
  std::string method, uri, version;
  Fields request, reply;
  std::uint64_t request_bytes = 0, reply_bytes = 0;
  std::vector<std::string> request_kinds, reply_kinds, request_names, reply_names;
  std::optional<std::uint64_t> status, info_status;
  std::string reason, info_reason;
  std::string user;
  bool has_password = false;
};

/// Reads the Authorization field, of which a password is forgotten at once, and returns a token of NTLM or Negotiate.
[[nodiscard]] std::string take_credentials(Exchange& exchange);

/// Writes the `http` row.
void write_row(Context& context, const Exchange& exchange);

}  // namespace wardwatch::protocol::http
