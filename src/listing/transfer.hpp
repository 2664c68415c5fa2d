#pragma once

#include <string>
#include <string_view>

namespace wardwatch::listing {

/// Base64 (RFC 2045 6.8); what is no digit of it is passed over.
[[nodiscard]] std::string from_base64(std::string_view text);
/// Quoted-printable (RFC 2045 6.7); `underscore_is_space` for headers (RFC 2047 4.2).
[[nodiscard]] std::string from_quoted_printable(std::string_view text, bool underscore_is_space = false);

}  // namespace wardwatch::listing
