#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/sigma/modifiers.hpp"

namespace wardwatch::detect::sigma {

[[nodiscard]] std::string base64_of(std::string_view bytes);
/// The part that does not depend on what stands before and after, for the three places a value can have in a group of
/// three bytes (appendix "Encoding", base64offset).
[[nodiscard]] std::vector<std::string> base64_at_offsets(std::string_view bytes);
/// UTF-8 as UTF-16 of one byte order; what is no UTF-8 is taken byte by byte.
[[nodiscard]] std::string utf16_of(std::string_view text, bool is_big_endian);

/// Applies one step that encodes or multiplies a pattern. A fault says why it cannot.
[[nodiscard]] tl::expected<std::vector<Pattern>, std::string> encoded(Step step, const Pattern& pattern);

}  // namespace wardwatch::detect::sigma
