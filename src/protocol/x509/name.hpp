#pragma once

#include <string>

#include "protocol/x509/der.hpp"

namespace wardwatch::protocol::x509 {

/// Longest text of a distinguished name. Real ones stay below 1 KiB; what is longer is cut.
inline constexpr std::size_t kNameTextMaxBytes = 4096;

/// A distinguished name (content of the SEQUENCE) in the form of RFC 2253, which Zeek writes: the last attribute first,
/// `CN=www.example.com,O=Example,C=US`, with the escapes of that form and every octet above 0x7f of UTF-8 as `\XX`.
/// What cannot be read ends the text.
[[nodiscard]] std::string name_text(Bytes name);

/// Text of any of the string types as UTF-8; the octets as they are when the type is unknown.
[[nodiscard]] std::string string_text(const Element& value);

/// Calls `visit(oid, value)` for each attribute in the order of the certificate.
template <class Visit>
void for_each_attribute(Bytes name, Visit&& visit) {
  Reader in{name};
  while (in.ok() && !in.empty()) {
    Reader set = enter(in, Tag::set, "relative_distinguished_name");
    while (set.ok() && !set.empty()) {
      Reader pair = enter(set, Tag::sequence, "attribute");
      const Bytes oid = read_tagged(pair, Tag::object_identifier, "attribute_type");
      const Element value = read_element(pair, "attribute_value");
      if (pair.ok()) visit(oid, value);
    }
  }
}

}  // namespace wardwatch::protocol::x509
