#pragma once

#include <array>
#include <string>

#include "core/reader.hpp"

namespace wardwatch::protocol::ssh {

/// What one side offers (RFC 4253 7.1): lists of names, as they stand.
struct Offer {
  /// In the order of the message.
  enum List : std::size_t {
    kex,
    host_key,
    cipher_out,
    cipher_in,
    mac_out,
    mac_in,
    compression_out,
    compression_in,
    count
  };
  std::array<std::string, count> lists;
};

/// Reads SSH_MSG_KEXINIT from behind its number.
[[nodiscard]] Parsed<Offer> parse_kexinit(Bytes payload);

/// The client's first name that the server has too (RFC 4253 7.1); empty when there is none.
[[nodiscard]] std::string chosen(std::string_view client, std::string_view server);

/// HASSH of a client's offer, or of a server's: MD5 over what it offers for its own direction.
[[nodiscard]] std::string hassh(const Offer& offer, bool is_server);

}  // namespace wardwatch::protocol::ssh
