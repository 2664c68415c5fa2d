#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace wardwatch::taxii {

/// An address as TAXII needs it: https, no user in it, a path that ends in a slash, nothing behind it. An error says what
/// is wrong with it, and never shows a password.
[[nodiscard]] Result<std::string> normalised(std::string_view url);

/// What a server calls an address (`Location`, an API root), seen from the one that was asked; an error when it leads to
/// another scheme, host or port: credentials and questions are for the host that the user named.
[[nodiscard]] Result<std::string> resolved(const std::string& asked, const std::string& answer);

/// With a name and a value as its query's next part, percent-encoded.
[[nodiscard]] std::string with_query(std::string url, std::string_view name, std::string_view value);

/// The last part of a path: of ".../collections/ID/" the ID.
[[nodiscard]] std::string last_part(std::string_view url);

}  // namespace wardwatch::taxii
