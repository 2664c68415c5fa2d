#pragma once

#include <string>
#include <vector>

#include "core/ip_address.hpp"
#include "protocol/x509/der.hpp"

namespace wardwatch::protocol::x509 {

/// Names of each kind that are kept of one certificate.
inline constexpr std::size_t kAlternativeNamesMax = 1000;

/// What the certificate says of its key.
struct PublicKey {
  std::string algorithm;  ///< `rsaEncryption`, `id-ecPublicKey`.
  std::string_view type;  ///< `rsa`, `dsa`, `ecdsa`; empty for others.
  std::optional<std::uint64_t> length_bits;
  std::optional<std::string> exponent;  ///< Of RSA, decimal.
  std::optional<std::string> curve;
};

struct BasicConstraints {
  bool is_ca = false;
  std::optional<std::uint64_t> path_length;
};

/// One X.509 certificate (RFC 5280 4.1), as Zeek describes it. Nothing in it is verified.
struct Certificate {
  std::uint64_t version = 1;
  std::string serial;  ///< Upper-case hexadecimal.
  std::string subject;
  std::string issuer;
  Timestamp not_valid_before;
  Timestamp not_valid_after;
  std::string signature_algorithm;
  PublicKey key;
  std::optional<BasicConstraints> basic_constraints;
  std::vector<std::string> dns_names;
  std::vector<std::string> uris;
  std::vector<std::string> emails;
  std::vector<std::string> ip_addresses;
  std::vector<std::string> common_names;  ///< Of the subject.
  bool has_more_names = false;            ///< `kAlternativeNamesMax` was reached.

  /// Whether it names the host: an alternative name, or a common name when it has none of DNS (RFC 6125 6.4.4); an
  /// address literal only by an address.
  [[nodiscard]] bool is_for_host(std::string_view host) const;
};

[[nodiscard]] Parsed<Certificate> parse_certificate(Bytes der);

}  // namespace wardwatch::protocol::x509
