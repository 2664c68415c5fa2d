#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One TLS (or SSL, DTLS) handshake, with the meaning of Zeek's ssl.log, and its fingerprints.
struct Ssl {
  ConnectionRef at;
  std::optional<std::string_view> version;
  std::optional<std::string_view> cipher;
  std::optional<std::string_view> curve;
  std::optional<std::string_view> server_name;
  bool resumed = false;
  std::optional<std::string_view> last_alert;
  std::optional<std::string_view> next_protocol;
  bool established = false;
  std::optional<std::string_view> ssl_history;
  std::optional<TextList> cert_chain_fps;
  std::optional<TextList> client_cert_chain_fps;
  std::optional<std::string_view> subject;
  std::optional<std::string_view> issuer;
  std::optional<std::string_view> client_subject;
  std::optional<std::string_view> client_issuer;
  std::optional<bool> sni_matches_cert;
  std::optional<std::string_view> ja3;
  std::optional<std::string_view> ja3s;
  std::optional<std::string_view> ja4;
  std::optional<bool> self_signed;
  std::optional<std::string_view> inside;  ///< rdp, ... when a protocol switched to TLS.
};

template <>
inline constexpr auto schema_of<Ssl> = schema(
    "ssl", "One TLS handshake", connection_fields(&Ssl::at),
    field(11, "version", &Ssl::version, Unit::none, Content::technical, "Version the server chose"),
    field(12, "cipher", &Ssl::cipher, Unit::none, Content::technical, "Cipher suite the server chose, IANA name"),
    field(13, "curve", &Ssl::curve, Unit::none, Content::technical, "Group of the key exchange"),
    field(14, "server_name", &Ssl::server_name, Unit::none, Content::account, "Host name the client asked for (SNI)"),
    field(15, "resumed", &Ssl::resumed, Unit::none, Content::technical, "An earlier session was resumed"),
    field(16, "last_alert", &Ssl::last_alert, Unit::none, Content::technical, "Last alert in clear"),
    field(17, "next_protocol", &Ssl::next_protocol, Unit::none, Content::technical,
          "Protocol the server chose by ALPN"),
    field(18, "established", &Ssl::established, Unit::none, Content::technical, "The handshake was completed"),
    field(19, "ssl_history", &Ssl::ssl_history, Unit::none, Content::technical,
          "Zeek's letters of the handshake messages, upper case from the client"),
    field(20, "cert_chain_fps", &Ssl::cert_chain_fps, Unit::none, Content::technical,
          "SHA-256 of the server's certificates"),
    field(21, "client_cert_chain_fps", &Ssl::client_cert_chain_fps, Unit::none, Content::technical,
          "SHA-256 of the client's certificates"),
    field(22, "subject", &Ssl::subject, Unit::none, Content::account, "Subject of the server's certificate"),
    field(23, "issuer", &Ssl::issuer, Unit::none, Content::account, "Issuer of the server's certificate"),
    field(24, "client_subject", &Ssl::client_subject, Unit::none, Content::account,
          "Subject of the client's certificate"),
    field(25, "client_issuer", &Ssl::client_issuer, Unit::none, Content::account, "Issuer of the client's certificate"),
    field(26, "sni_matches_cert", &Ssl::sni_matches_cert, Unit::none, Content::technical,
          "The certificate names the host asked for"),
    field(27, "ja3", &Ssl::ja3, Unit::none, Content::technical, "JA3 of the ClientHello"),
    field(28, "ja3s", &Ssl::ja3s, Unit::none, Content::technical, "JA3S of the ServerHello"),
    field(29, "ja4", &Ssl::ja4, Unit::none, Content::technical, "JA4 of the ClientHello"),
    field(30, "self_signed", &Ssl::self_signed, Unit::none, Content::technical,
          "The server's certificate names itself as issuer"),
    field(31, "inside", &Ssl::inside, Unit::none, Content::technical, "Protocol that switched to TLS"));

}  // namespace wardwatch::record
