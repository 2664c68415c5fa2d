#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One certificate, on the first connection that showed it, with the meaning of Zeek's x509.log.
struct X509 {
  ConnectionRef at;
  std::string_view fingerprint;  ///< SHA-256, lower-case hex.
  std::uint64_t version = 0;
  std::string_view serial;
  std::string_view subject;
  std::string_view issuer;
  Timestamp not_valid_before;
  Timestamp not_valid_after;
  std::string_view key_alg;
  std::string_view sig_alg;
  std::optional<std::string_view> key_type;
  std::optional<std::uint64_t> key_length;
  std::optional<std::string_view> exponent;
  std::optional<std::string_view> curve;
  std::optional<TextList> san_dns;
  std::optional<TextList> san_uri;
  std::optional<TextList> san_email;
  std::optional<TextList> san_ip;
  std::optional<bool> basic_constraints_ca;
  std::optional<std::uint64_t> basic_constraints_path_len;
  bool host_cert = false;
  bool client_cert = false;
};

template <>
inline constexpr auto schema_of<X509> = schema(
    "x509", "One certificate, where it was first seen", connection_fields(&X509::at),
    field(11, "fingerprint", &X509::fingerprint, Unit::none, Content::technical, "SHA-256 of the certificate"),
    field(12, "certificate.version", &X509::version, Unit::none, Content::technical, "Version"),
    field(13, "certificate.serial", &X509::serial, Unit::none, Content::technical, "Serial number, hexadecimal"),
    field(14, "certificate.subject", &X509::subject, Unit::none, Content::account, "Subject (RFC 2253)"),
    field(15, "certificate.issuer", &X509::issuer, Unit::none, Content::account, "Issuer (RFC 2253)"),
    field(16, "certificate.not_valid_before", &X509::not_valid_before, Unit::time, Content::technical,
          "Start of validity"),
    field(17, "certificate.not_valid_after", &X509::not_valid_after, Unit::time, Content::technical, "End of validity"),
    field(18, "certificate.key_alg", &X509::key_alg, Unit::none, Content::technical, "Key algorithm"),
    field(19, "certificate.sig_alg", &X509::sig_alg, Unit::none, Content::technical, "Signature algorithm"),
    field(20, "certificate.key_type", &X509::key_type, Unit::none, Content::technical, "rsa, dsa or ecdsa"),
    field(21, "certificate.key_length", &X509::key_length, Unit::bits, Content::technical, "Key length"),
    field(22, "certificate.exponent", &X509::exponent, Unit::none, Content::technical, "RSA exponent"),
    field(23, "certificate.curve", &X509::curve, Unit::none, Content::technical, "Curve"),
    field(24, "san.dns", &X509::san_dns, Unit::none, Content::account, "DNS names"),
    field(25, "san.uri", &X509::san_uri, Unit::none, Content::account, "URIs"),
    field(26, "san.email", &X509::san_email, Unit::none, Content::account, "E-mail addresses"),
    field(27, "san.ip", &X509::san_ip, Unit::none, Content::technical, "IP addresses"),
    field(28, "basic_constraints.ca", &X509::basic_constraints_ca, Unit::none, Content::technical,
          "It is a certificate authority"),
    field(29, "basic_constraints.path_len", &X509::basic_constraints_path_len, Unit::count, Content::technical,
          "Longest path below it"),
    field(30, "host_cert", &X509::host_cert, Unit::none, Content::technical,
          "First certificate of a chain, whichever side sent it"),
    field(31, "client_cert", &X509::client_cert, Unit::none, Content::technical, "Sent by the client"));

}  // namespace wardwatch::record
