#pragma once

#include <string>
#include <string_view>

namespace wardwatch::listing {

/// The handle that a text gives its writer: "seller: x", "Posted by: x", "by x on ...", or a handle before the date on a
/// line of its own near the top. Empty when it gives none.
[[nodiscard]] std::string find_seller(std::string_view text);

/// Whether a word can be a handle: 3 to 32 letters, digits, `_`, `-` and `.`, and no word of the language of adverts.
[[nodiscard]] bool is_handle(std::string_view word) noexcept;

}  // namespace wardwatch::listing
