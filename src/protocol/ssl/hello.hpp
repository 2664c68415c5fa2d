#pragma once

#include <optional>
#include <string_view>

#include "core/load.hpp"
#include "core/reader.hpp"

namespace wardwatch::protocol::ssl {

/// A vector of 16-bit code points as it lies in the message. Borrows; a trailing odd byte is not part of it.
class CodeList {
 public:
  constexpr CodeList() noexcept = default;
  explicit CodeList(Bytes bytes) noexcept : bytes_{bytes} {}
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() / 2; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::uint16_t operator[](std::size_t index) const noexcept { return load_u16be(bytes_, index * 2); }

 private:
  Bytes bytes_;
};

/// What a ClientHello says (RFC 8446 4.1.2, RFC 5246 7.4.1.2; SSL 2.0's form where `is_v2`). Borrows from the message.
struct ClientHello {
  std::uint16_t version = 0;
  bool is_v2 = false;
  Bytes session_id;
  CodeList cipher_suites;  ///< Empty for SSL 2.0's form, whose kinds have three bytes.
  Bytes extensions;        ///< The whole list, for `for_each_extension`.
  std::optional<std::string_view> server_name;
  std::size_t server_name_count = 0;
  bool has_server_name_extension = false;
  CodeList groups;
  Bytes point_formats;
  CodeList signature_algorithms;
  CodeList supported_versions;
  std::string_view first_protocol;  ///< First name of the ALPN list.
  bool has_ticket = false;          ///< A session ticket that is not empty (RFC 5077 3.2).
  bool has_pre_shared_key = false;
};

/// What a ServerHello says. Borrows from the message.
struct ServerHello {
  std::uint16_t version = 0;         ///< As in the message: TLS 1.3 writes 0x0303 there.
  std::uint16_t agreed_version = 0;  ///< With supported_versions considered.
  Bytes session_id;
  std::uint32_t cipher_suite = 0;
  Bytes extensions;
  bool is_retry_request = false;  ///< HelloRetryRequest (RFC 8446 4.1.3), which has the same type.
  std::optional<std::uint16_t> group;
  std::optional<std::string_view> protocol;
  bool has_pre_shared_key = false;
};

/// Reads the body of a ClientHello. Extensions that do not keep to their format are left out, the rest is kept.
/// `has_cookie` is DTLS's form (RFC 6347 4.2.1).
[[nodiscard]] Parsed<ClientHello> parse_client_hello(Bytes body, bool has_cookie = false);
/// Reads an SSL 2.0 CLIENT-HELLO behind its record header, from the message type on (RFC 5246 E.2).
[[nodiscard]] Parsed<ClientHello> parse_v2_client_hello(Bytes body);
[[nodiscard]] Parsed<ServerHello> parse_server_hello(Bytes body);

/// What an SSL 2.0 SERVER-HELLO says.
struct V2ServerHello {
  Bytes certificate;
  std::uint32_t first_cipher_kind = 0;
  Bytes connection_id;
};
[[nodiscard]] Parsed<V2ServerHello> parse_v2_server_hello(Bytes body);

/// The named group of an elliptic-curve ServerKeyExchange (RFC 8422 5.4); nothing for explicit curves.
[[nodiscard]] std::optional<std::uint16_t> key_exchange_group(Bytes body) noexcept;

/// Calls `visit(type, data)` for each extension that lies whole in the list.
template <class Visit>
void for_each_extension(Bytes extensions, Visit&& visit) {
  Reader in{extensions};
  while (in.ok() && !in.empty()) {
    const std::uint16_t type = in.u16be("extension_type");
    const Bytes data = in.bytes(in.u16be("extension_length"), "extension_data");
    if (in.ok()) visit(type, data);
  }
}

/// Calls `visit(certificate)` for each certificate of a Certificate message (RFC 5246 7.4.2).
template <class Visit>
[[nodiscard]] Parsed<std::size_t> for_each_certificate(Bytes body, std::size_t certificates_max, Visit&& visit) {
  Reader in{body};
  Reader list = in.sub(in.u24be("certificate_list_length"), "certificate_list");
  std::size_t count = 0;
  while (list.ok() && !list.empty()) {
    list.require_limit(count < certificates_max, "certificate_list");
    const Bytes certificate = list.bytes(list.u24be("certificate_length"), "certificate");
    if (list.ok()) visit(certificate, count++);
  }
  in.join(list);
  return in.finish([&] { return count; });
}

}  // namespace wardwatch::protocol::ssl
