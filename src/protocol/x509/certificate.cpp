#include "protocol/x509/certificate.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "protocol/x509/host_name.hpp"
#include "protocol/x509/name.hpp"
#include "protocol/x509/oids.hpp"

namespace wardwatch::protocol::x509 {
namespace {

constexpr std::string_view kCommonName = "2.5.4.3";
constexpr std::string_view kSubjectAlternativeName = "2.5.29.17";
constexpr std::string_view kBasicConstraints = "2.5.29.19";
constexpr std::string_view kRsaEncryption = "1.2.840.113549.1.1.1";
constexpr std::string_view kDsa = "1.2.840.10040.4.1";
constexpr std::string_view kEcPublicKey = "1.2.840.10045.2.1";
/// Extensions of one certificate that are looked at.
constexpr std::size_t kExtensionsMax = 64;
/// RFC 5280 4.1.2.2 allows 20 octets; this many are written.
constexpr std::size_t kSerialMaxBytes = 64;
/// An exponent of this many octets is written as a number; a longer one, which no key in use has, is left out.
constexpr std::size_t kExponentMaxBytes = 8;

std::string algorithm_name(std::string_view dotted) {
  const OidEntry* known = find_oid(dotted);
  return std::string{known != nullptr ? known->name : dotted};
}

std::string serial_text(Bytes content) {
  constexpr std::string_view kUpperHex = "0123456789ABCDEF";
  const Magnitude magnitude = magnitude_of(content);
  std::vector<std::uint8_t> octets;
  for (const std::byte octet : at_most(magnitude.octets, kSerialMaxBytes)) {
    octets.push_back(std::to_integer<std::uint8_t>(octet));
  }
  std::string text;
  if (magnitude.is_negative) {
    // Two's complement: the magnitude is the inverted octets plus one.
    text.push_back('-');
    bool carry = true;
    for (std::size_t i = octets.size(); i-- > 0;) {
      octets[i] = static_cast<std::uint8_t>(~octets[i] + (carry ? 1 : 0));
      carry = carry && octets[i] == 0;
    }
    while (octets.size() > 1 && octets.front() == 0) octets.erase(octets.begin());
  }
  for (const std::uint8_t octet : octets) {
    text.push_back(kUpperHex[octet >> 4U]);
    text.push_back(kUpperHex[octet & 15U]);
  }
  return text;
}

/// SubjectPublicKeyInfo's BIT STRING: the octet of unused bits, which is 0 for a key, stands before the content.
Bytes key_octets(Bytes bit_string) noexcept { return bit_string.empty() ? bit_string : bit_string.subspan(1); }

void read_rsa_key(Bytes octets, PublicKey& key) {
  key.type = "rsa";
  Reader outer{octets};
  Reader in = enter(outer, Tag::sequence, "rsa_public_key");
  const Magnitude modulus = magnitude_of(read_tagged(in, Tag::integer, "modulus"));
  const Magnitude exponent = magnitude_of(read_tagged(in, Tag::integer, "public_exponent"));
  if (!in.ok()) return;
  key.length_bits = bits_of(modulus.octets);
  if (exponent.octets.size() > kExponentMaxBytes || exponent.is_negative) return;
  std::uint64_t value = 0;
  for (const std::byte octet : exponent.octets) value = value << 8U | std::to_integer<std::uint64_t>(octet);
  key.exponent = std::to_string(value);
}

void read_dsa_key(Bytes parameters, PublicKey& key) {
  key.type = "dsa";
  Reader in{parameters};
  const Magnitude prime = magnitude_of(read_tagged(in, Tag::integer, "p"));
  if (in.ok()) key.length_bits = bits_of(prime.octets);
}

void read_ec_key(const Element& parameters, PublicKey& key) {
  key.type = "ecdsa";
  if (parameters.tag != Tag::object_identifier) return;
  const OidText dotted = oid_text(parameters.content);
  const OidEntry* curve = find_oid(dotted.view());
  key.curve = curve != nullptr ? curve->name : dotted.view();
  if (curve != nullptr && curve->bits != 0) key.length_bits = curve->bits;
}

PublicKey read_public_key(Reader& in) {
  PublicKey key;
  Reader info = enter(in, Tag::sequence, "subject_public_key_info");
  Reader algorithm = enter(info, Tag::sequence, "algorithm");
  const OidText dotted = oid_text(read_tagged(algorithm, Tag::object_identifier, "algorithm_identifier"));
  Element parameters;
  if (!algorithm.empty()) parameters = read_element(algorithm, "parameters");
  const Bytes octets = key_octets(read_tagged(info, Tag::bit_string, "subject_public_key"));
  in.join(info);
  in.join(algorithm);
  key.algorithm = algorithm_name(dotted.view());
  if (dotted.view() == kRsaEncryption) read_rsa_key(octets, key);
  if (dotted.view() == kDsa) read_dsa_key(parameters.content, key);
  if (dotted.view() == kEcPublicKey) read_ec_key(parameters, key);
  return key;
}

void read_basic_constraints(Bytes value, Certificate& certificate) {
  Reader outer{value};
  Reader in = enter(outer, Tag::sequence, "basic_constraints");
  BasicConstraints constraints;
  if (is_next(in, Tag::boolean)) {
    const Bytes flag = read_element(in, "ca").content;
    constraints.is_ca = !flag.empty() && flag.front() != std::byte{};
  }
  if (is_next(in, Tag::integer)) {
    const Magnitude length = magnitude_of(read_element(in, "path_length").content);
    if (!length.is_negative && length.octets.size() <= kExponentMaxBytes) {
      std::uint64_t number = 0;
      for (const std::byte octet : length.octets) number = number << 8U | std::to_integer<std::uint64_t>(octet);
      constraints.path_length = number;
    }
  }
  if (outer.ok()) certificate.basic_constraints = constraints;
}

/// GeneralName (RFC 5280 4.2.1.6) has a tag of its own for each kind.
void read_alternative_names(Bytes value, Certificate& certificate) {
  Reader outer{value};
  Reader in = enter(outer, Tag::sequence, "subject_alternative_name");
  const auto keep = [&](std::vector<std::string>& names, std::string name) {
    if (names.size() < kAlternativeNamesMax) {
      names.push_back(std::move(name));
    } else {
      certificate.has_more_names = true;
    }
  };
  while (in.ok() && !in.empty()) {
    const Element name = read_element(in, "general_name");
    if (!in.ok()) break;
    switch (name.tag) {
      case 0x81: keep(certificate.emails, std::string{as_text(name.content)}); break;
      case 0x82: keep(certificate.dns_names, std::string{as_text(name.content)}); break;
      case 0x86: keep(certificate.uris, std::string{as_text(name.content)}); break;
      case 0x87:
        if (name.content.size() == 4 || name.content.size() == 16) {
          keep(certificate.ip_addresses, IpAddress::from_bytes(name.content).text());
        }
        break;
      default: break;
    }
  }
}

void read_extensions(Bytes list, Certificate& certificate) {
  Reader outer{list};
  Reader in = enter(outer, Tag::sequence, "extensions");
  for (std::size_t count = 0; in.ok() && !in.empty() && count < kExtensionsMax; ++count) {
    Reader extension = enter(in, Tag::sequence, "extension");
    const OidText dotted = oid_text(read_tagged(extension, Tag::object_identifier, "extension_id"));
    if (is_next(extension, Tag::boolean)) static_cast<void>(read_element(extension, "critical"));
    const Bytes value = read_tagged(extension, Tag::octet_string, "extension_value");
    if (!extension.ok()) continue;
    if (dotted.view() == kBasicConstraints) read_basic_constraints(value, certificate);
    if (dotted.view() == kSubjectAlternativeName) read_alternative_names(value, certificate);
  }
}

std::string read_algorithm(Reader& in) {
  Reader algorithm = enter(in, Tag::sequence, "signature_algorithm");
  const OidText dotted = oid_text(read_tagged(algorithm, Tag::object_identifier, "signature_algorithm_identifier"));
  in.join(algorithm);
  return algorithm_name(dotted.view());
}

std::uint64_t read_version(Reader& in) {
  if (!is_next(in, Tag::context_0)) return 1;
  Reader version{read_element(in, "version").content};
  const Bytes number = magnitude_of(read_tagged(version, Tag::integer, "version")).octets;
  in.join(version);
  return number.size() == 1 ? std::uint64_t{load_u8(number, 0)} + 1 : 1;
}

void read_validity(Reader& in, Certificate& certificate) {
  Reader validity = enter(in, Tag::sequence, "validity");
  const auto before = time_of(read_element(validity, "not_before"));
  const auto after = time_of(read_element(validity, "not_after"));
  in.join(validity);
  in.require(before && after, "validity");
  certificate.not_valid_before = before.value_or(Timestamp{});
  certificate.not_valid_after = after.value_or(Timestamp{});
}

}  // namespace

bool Certificate::is_for_host(std::string_view host) const {
  if (const auto address = IpAddress::parse(host)) {
    return std::any_of(ip_addresses.begin(), ip_addresses.end(),
                       [&](const std::string& text) { return IpAddress::parse(text) == address; });
  }
  const auto& names = dns_names.empty() ? common_names : dns_names;
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return is_name_of_host(name, host); });
}

Parsed<Certificate> parse_certificate(Bytes der) {
  Certificate certificate;
  Reader in{der};
  Reader outer = enter(in, Tag::sequence, "certificate");
  Reader body = enter(outer, Tag::sequence, "tbs_certificate");
  certificate.version = read_version(body);
  certificate.serial = serial_text(read_tagged(body, Tag::integer, "serial_number"));
  static_cast<void>(read_tagged(body, Tag::sequence, "signature"));
  certificate.issuer = name_text(read_tagged(body, Tag::sequence, "issuer"));
  read_validity(body, certificate);
  const Bytes subject = read_tagged(body, Tag::sequence, "subject");
  certificate.subject = name_text(subject);
  for_each_attribute(subject, [&](Bytes oid, const Element& value) {
    if (oid_text(oid).view() == kCommonName) certificate.common_names.push_back(string_text(value));
  });
  certificate.key = read_public_key(body);
  // Unique identifiers [1] and [2] stand before the extensions [3].
  while (body.ok() && !body.empty()) {
    const Element element = read_element(body, "extensions");
    if (element.tag == Tag::context_3) read_extensions(element.content, certificate);
  }
  certificate.signature_algorithm = read_algorithm(outer);
  static_cast<void>(read_tagged(outer, Tag::bit_string, "signature_value"));
  in.join(body);
  in.join(outer);
  return in.finish([&] { return std::move(certificate); });
}

}  // namespace wardwatch::protocol::x509
