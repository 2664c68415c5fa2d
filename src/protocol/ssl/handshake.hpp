#pragma once

#include <optional>
#include <vector>

#include "core/load.hpp"

namespace wardwatch::protocol::ssl {

/// Types of handshake messages (IANA TLS HandshakeType) that are read or have a meaning of their own here.
struct HandshakeType {
  enum Value : std::uint8_t {
    hello_request = 0,
    client_hello = 1,
    server_hello = 2,
    hello_verify_request = 3,
    new_session_ticket = 4,
    end_of_early_data = 5,
    hello_retry_request = 6,
    encrypted_extensions = 8,
    certificate = 11,
    server_key_exchange = 12,
    certificate_request = 13,
    server_hello_done = 14,
    certificate_verify = 15,
    client_key_exchange = 16,
    finished = 20,
    certificate_url = 21,
    certificate_status = 22,
    supplemental_data = 23,
    key_update = 24,
    message_hash = 254,
  };
};

/// Longest message whose body is read. The field allows 16 MiB; chains of certificates stay below 30 KiB in practice.
inline constexpr std::size_t kHandshakeMessageMaxBytes = 64U << 10U;

/// Whether anything is read from the body, or only the type counts.
[[nodiscard]] constexpr bool is_body_read(std::uint8_t type) noexcept {
  return type == HandshakeType::client_hello || type == HandshakeType::server_hello ||
         type == HandshakeType::certificate || type == HandshakeType::server_key_exchange;
}

struct HandshakeMessage {
  std::uint8_t type;
  Bytes body;          ///< Empty when `has_body` is not set. Holds until the next call of the assembler.
  bool has_body;       ///< The body is there and was asked for.
  bool is_over_limit;  ///< It would have been read, but is longer than `kHandshakeMessageMaxBytes`.
};

/// Cuts the fragments of one side's handshake records into messages (RFC 8446 5.1: a record may hold several, a message
/// may span several). Copies only what was cut, and nothing of bodies that are not read.
class HandshakeAssembler {
 public:
  /// Takes from the front of `fragment`; the next message that is complete, or nothing when the fragment is used up.
  [[nodiscard]] std::optional<HandshakeMessage> next(Bytes& fragment);

 private:
  static constexpr std::size_t kHeaderBytes = 4;

  [[nodiscard]] std::optional<HandshakeMessage> start(Bytes& fragment);
  [[nodiscard]] bool hold(Bytes& fragment, std::size_t until_bytes);

  std::vector<std::byte> held_;  ///< Header and body so far of a message that was cut.
  std::size_t skip_bytes_ = 0;   ///< Of a body that is not read.
  std::uint8_t skipped_type_ = 0;
  bool is_skipping_ = false;
  bool is_skipped_over_limit_ = false;
  bool is_held_delivered_ = false;
};

}  // namespace wardwatch::protocol::ssl
