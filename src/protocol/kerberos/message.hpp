#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::protocol::kerberos {

/// Kinds of messages by their application tag (RFC 4120 5.10).
enum class Kind : std::uint8_t {
  as_req = 10,
  as_rep = 11,
  tgs_req = 12,
  tgs_rep = 13,
  ap_req = 14,
  ap_rep = 15,
  error = 30
};

/// What is read of any of them; each has a part of it.
struct Message {
  Kind kind = Kind::as_req;
  std::string client, realm, service;
  std::optional<Timestamp> from, till;
  std::optional<std::int64_t> ticket_cipher;  ///< Of the ticket given in a reply, or shown in a request.
  std::optional<std::int64_t> error_code;
  std::string error_text;
  std::vector<std::int64_t> ciphers;
  std::vector<std::int64_t> pre_auth;
  std::uint32_t options = 0;
  bool has_ticket = false;
};

/// Reads one message, from its application tag on.
[[nodiscard]] Parsed<Message> parse_message(Bytes message);

/// "20150119225459Z" (RFC 4120 5.2.3).
[[nodiscard]] std::optional<Timestamp> time_of(std::string_view text) noexcept;

[[nodiscard]] std::string cipher_name(std::int64_t type);
[[nodiscard]] std::string pre_auth_name(std::int64_t type);
[[nodiscard]] std::string error_name(std::int64_t code);

}  // namespace wardwatch::protocol::kerberos
