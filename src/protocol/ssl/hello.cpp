#include "protocol/ssl/hello.hpp"

#include <algorithm>

namespace wardwatch::protocol::ssl {
namespace {

// IANA TLS ExtensionType Values.
constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kSupportedGroups = 10;
constexpr std::uint16_t kPointFormats = 11;
constexpr std::uint16_t kSignatureAlgorithms = 13;
constexpr std::uint16_t kProtocols = 16;
constexpr std::uint16_t kSessionTicket = 35;
constexpr std::uint16_t kPreSharedKey = 41;
constexpr std::uint16_t kSupportedVersions = 43;
constexpr std::uint16_t kKeyShare = 51;

constexpr std::size_t kRandomBytes = 32;
constexpr std::size_t kSessionIdMaxBytes = 32;  // RFC 5246 7.4.1.2.
constexpr std::uint8_t kNamedCurve = 3;         // RFC 8422 5.4.
constexpr std::uint16_t kVersionSsl2 = 0x0002;

/// The random that makes a ServerHello a HelloRetryRequest (RFC 8446 4.1.3): SHA-256 of "HelloRetryRequest".
constexpr std::string_view kRetryRandom =
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

CodeList codes_behind_u16_length(Bytes data) {
  Reader in{data};
  return CodeList{in.bytes(in.u16be("length"), "list")};
}

/// RFC 6066 3: names of type host_name only; Zeek keeps the first.
void read_server_name(Bytes data, ClientHello& hello) {
  hello.has_server_name_extension = true;
  Reader in{data};
  Reader list = in.sub(in.u16be("server_name_list_length"), "server_name_list");
  while (list.ok() && !list.empty()) {
    const std::uint8_t type = list.u8("name_type");
    const Bytes name = list.bytes(list.u16be("name_length"), "name");
    if (!list.ok() || type != 0) continue;
    if (hello.server_name_count++ == 0) hello.server_name = as_text(name);
  }
}

/// RFC 7301 3.1: the first name of the list.
std::optional<std::string_view> first_protocol(Bytes data) {
  Reader in{data};
  Reader list = in.sub(in.u16be("protocol_name_list_length"), "protocol_name_list");
  const Bytes name = list.bytes(list.u8("protocol_name_length"), "protocol_name");
  if (!list.ok()) return std::nullopt;
  return as_text(name);
}

void read_client_extension(std::uint16_t type, Bytes data, ClientHello& hello) {
  switch (type) {
    case kServerName: read_server_name(data, hello); break;
    case kSupportedGroups: hello.groups = codes_behind_u16_length(data); break;
    case kSignatureAlgorithms: hello.signature_algorithms = codes_behind_u16_length(data); break;
    case kProtocols: hello.first_protocol = first_protocol(data).value_or(std::string_view{}); break;
    case kSessionTicket: hello.has_ticket = !data.empty(); break;
    case kPreSharedKey: hello.has_pre_shared_key = true; break;
    case kPointFormats: {
      Reader in{data};
      hello.point_formats = in.bytes(in.u8("length"), "list");
      break;
    }
    case kSupportedVersions: {
      Reader in{data};
      hello.supported_versions = CodeList{in.bytes(in.u8("length"), "list")};
      break;
    }
    default: break;
  }
}

void read_server_extension(std::uint16_t type, Bytes data, ServerHello& hello) {
  switch (type) {
    case kSupportedVersions:
      if (data.size() == 2) hello.agreed_version = load_u16be(data, 0);
      break;
    case kKeyShare:
      // A HelloRetryRequest holds the group alone (RFC 8446 4.2.8), which is only a wish.
      if (data.size() >= 4) hello.group = load_u16be(data, 0);
      break;
    case kProtocols: hello.protocol = first_protocol(data); break;
    case kPreSharedKey: hello.has_pre_shared_key = true; break;
    default: break;
  }
}

/// The list of extensions behind its length, which hellos before TLS 1.2 may lack altogether.
Bytes extensions_of(Reader& in) {
  if (!in.ok() || in.remaining_bytes() < 2) return {};
  const std::uint16_t length_bytes = in.u16be("extensions_length");
  return in.bytes(std::min<std::size_t>(length_bytes, in.remaining_bytes()), "extensions");
}

}  // namespace

Parsed<ClientHello> parse_client_hello(Bytes body, bool has_cookie) {
  Reader in{body};
  ClientHello hello;
  hello.version = in.u16be("client_version");
  in.skip(kRandomBytes, "random");
  const std::uint8_t session_id_bytes = in.u8("session_id_length");
  in.require(session_id_bytes <= kSessionIdMaxBytes, "session_id_length");
  hello.session_id = in.bytes(session_id_bytes, "session_id");
  if (has_cookie) in.skip(in.u8("cookie_length"), "cookie");
  const std::uint16_t suites_bytes = in.u16be("cipher_suites_length");
  in.require(suites_bytes >= 2 && suites_bytes % 2 == 0, "cipher_suites_length");
  hello.cipher_suites = CodeList{in.bytes(suites_bytes, "cipher_suites")};
  in.skip(in.u8("compression_methods_length"), "compression_methods");
  hello.extensions = extensions_of(in);
  for_each_extension(hello.extensions,
                     [&](std::uint16_t type, Bytes data) { read_client_extension(type, data, hello); });
  return in.finish([&] { return hello; });
}

Parsed<ClientHello> parse_v2_client_hello(Bytes body) {
  Reader in{body};
  ClientHello hello;
  hello.is_v2 = true;
  in.require(in.u8("msg_type") == 1, "msg_type");
  hello.version = in.u16be("version");
  const std::uint16_t kinds_bytes = in.u16be("cipher_spec_length");
  const std::uint16_t session_id_bytes = in.u16be("session_id_length");
  const std::uint16_t challenge_bytes = in.u16be("challenge_length");
  in.require(kinds_bytes >= 3 && kinds_bytes % 3 == 0, "cipher_spec_length");
  in.require(session_id_bytes <= kSessionIdMaxBytes, "session_id_length");
  in.require(challenge_bytes >= 16 && challenge_bytes <= 32, "challenge_length");
  in.skip(kinds_bytes, "cipher_specs");
  hello.session_id = in.bytes(session_id_bytes, "session_id");
  in.skip(challenge_bytes, "challenge");
  return in.finish([&] { return hello; });
}

Parsed<ServerHello> parse_server_hello(Bytes body) {
  Reader in{body};
  ServerHello hello;
  hello.version = in.u16be("server_version");
  hello.agreed_version = hello.version;
  hello.is_retry_request = as_text(in.bytes(kRandomBytes, "random")) == kRetryRandom;
  const std::uint8_t session_id_bytes = in.u8("session_id_length");
  in.require(session_id_bytes <= kSessionIdMaxBytes, "session_id_length");
  hello.session_id = in.bytes(session_id_bytes, "session_id");
  hello.cipher_suite = in.u16be("cipher_suite");
  in.skip(1, "compression_method");
  hello.extensions = extensions_of(in);
  for_each_extension(hello.extensions,
                     [&](std::uint16_t type, Bytes data) { read_server_extension(type, data, hello); });
  return in.finish([&] { return hello; });
}

Parsed<V2ServerHello> parse_v2_server_hello(Bytes body) {
  Reader in{body};
  V2ServerHello hello;
  in.require(in.u8("msg_type") == 4, "msg_type");
  in.skip(2, "session_id_hit_and_certificate_type");
  in.require(in.u16be("version") == kVersionSsl2, "version");
  const std::uint16_t certificate_bytes = in.u16be("certificate_length");
  const std::uint16_t kinds_bytes = in.u16be("cipher_specs_length");
  const std::uint16_t connection_id_bytes = in.u16be("connection_id_length");
  hello.certificate = in.bytes(certificate_bytes, "certificate");
  const Bytes kinds = in.bytes(kinds_bytes, "cipher_specs");
  hello.connection_id = in.bytes(connection_id_bytes, "connection_id");
  Reader first{kinds};
  hello.first_cipher_kind = first.u24be("cipher_spec");
  return in.finish([&] { return hello; });
}

std::optional<std::uint16_t> key_exchange_group(Bytes body) noexcept {
  if (body.size() < 3 || load_u8(body, 0) != kNamedCurve) return std::nullopt;
  return load_u16be(body, 1);
}

}  // namespace wardwatch::protocol::ssl
