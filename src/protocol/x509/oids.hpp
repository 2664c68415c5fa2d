#pragma once

#include "protocol/x509/der.hpp"

namespace wardwatch::protocol::x509 {

/// What is known of an object identifier.
struct OidEntry {
  std::string_view oid;   ///< Dotted.
  std::string_view name;  ///< As OpenSSL and so Zeek print it.
  std::uint16_t bits;     ///< Of a curve's order; 0 for all others.
};

/// Null when the identifier is not in data/oids.tsv.
[[nodiscard]] const OidEntry* find_oid(std::string_view dotted) noexcept;

}  // namespace wardwatch::protocol::x509
