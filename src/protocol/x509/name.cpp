#include "protocol/x509/name.hpp"

#include <vector>

#include "core/load.hpp"
#include "protocol/x509/oids.hpp"

namespace wardwatch::protocol::x509 {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kEscaped = ",+\"\\<>;";
/// Attributes of one name that are written.
constexpr std::size_t kAttributesMax = 64;

void append_utf8(std::string& text, std::uint32_t code) {
  const auto push = [&](std::uint32_t octet) { text.push_back(static_cast<char>(octet)); };
  if (code < 0x80) {
    push(code);
  } else if (code < 0x800) {
    push(0xc0U | code >> 6U);
    push(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    push(0xe0U | code >> 12U);
    push(0x80U | (code >> 6U & 0x3fU));
    push(0x80U | (code & 0x3fU));
  } else if (code < 0x110000) {
    push(0xf0U | code >> 18U);
    push(0x80U | (code >> 12U & 0x3fU));
    push(0x80U | (code >> 6U & 0x3fU));
    push(0x80U | (code & 0x3fU));
  }
}

void append_hex(std::string& text, std::uint8_t octet) {
  text.push_back(kUpperHex[octet >> 4U]);
  text.push_back(kUpperHex[octet & 15U]);
}

/// RFC 2253 2.4, with controls and octets above 0x7f written as `\XX`.
void append_escaped(std::string& text, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const auto octet = static_cast<std::uint8_t>(c);
    const bool is_edge_space = c == ' ' && (i == 0 || i + 1 == value.size());
    if (octet < 0x20 || octet >= 0x7f) {
      text.push_back('\\');
      append_hex(text, octet);
      continue;
    }
    if (is_edge_space || (c == '#' && i == 0) || kEscaped.find(c) != std::string_view::npos) text.push_back('\\');
    text.push_back(c);
  }
}

bool is_text_type(std::uint8_t tag) {
  switch (tag) {
    case Tag::utf8_string:
    case Tag::numeric_string:
    case Tag::printable_string:
    case Tag::teletex_string:
    case Tag::ia5_string:
    case Tag::utc_time:
    case Tag::generalized_time:
    case Tag::visible_string:
    case Tag::universal_string:
    case Tag::bmp_string: return true;
    default: return false;
  }
}

std::string attribute_text(Bytes oid, const Element& value) {
  const OidText dotted = oid_text(oid);
  const OidEntry* known = find_oid(dotted.view());
  std::string text{known != nullptr ? known->name : dotted.view()};
  text.push_back('=');
  if (known != nullptr && is_text_type(value.tag)) {
    append_escaped(text, string_text(value));
    return text;
  }
  // RFC 2253 2.4: other values are written as the hexadecimal form of their encoding.
  text.push_back('#');
  for (const std::byte octet : at_most(value.whole, kNameTextMaxBytes))
    append_hex(text, std::to_integer<std::uint8_t>(octet));
  return text;
}

}  // namespace

std::string string_text(const Element& value) {
  const Bytes octets = at_most(value.content, kNameTextMaxBytes);
  std::string text;
  text.reserve(octets.size());
  if (value.tag == Tag::bmp_string) {
    for (std::size_t i = 0; i + 2 <= octets.size(); i += 2) append_utf8(text, load_u16be(octets, i));
  } else if (value.tag == Tag::universal_string) {
    for (std::size_t i = 0; i + 4 <= octets.size(); i += 4) append_utf8(text, load_u32be(octets, i));
  } else if (value.tag == Tag::utf8_string) {
    text = as_text(octets);
  } else {
    // The others are ASCII by their definition and Latin-1 in practice.
    for (const std::byte octet : octets) append_utf8(text, std::to_integer<std::uint32_t>(octet));
  }
  return text;
}

std::string name_text(Bytes name) {
  struct Part {
    std::string text;
    bool is_same_set;  ///< Belongs to the relative name of the part before it.
  };
  std::vector<Part> parts;
  Reader in{name};
  while (in.ok() && !in.empty() && parts.size() < kAttributesMax) {
    const Element set = read_element(in, "relative_distinguished_name");
    bool is_first = true;
    for_each_attribute(set.whole, [&](Bytes oid, const Element& value) {
      if (parts.size() < kAttributesMax) parts.push_back({attribute_text(oid, value), !is_first});
      is_first = false;
    });
  }
  std::string text;
  for (std::size_t i = parts.size(); i-- > 0;) {
    text += parts[i].text;
    if (i != 0) text.push_back(parts[i].is_same_set ? '+' : ',');
    if (text.size() >= kNameTextMaxBytes) break;
  }
  if (text.size() > kNameTextMaxBytes) text.resize(kNameTextMaxBytes);
  return text;
}

}  // namespace wardwatch::protocol::x509
