#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::detect::sigma {

/// Texts of which every match of a regular expression holds at least one, in either case; none when no such texts of
/// `min_bytes` or more are known. Looking for them first spares searching most values for the expression: all of them
/// together cost one pass, and the expression none until one is found. What is not understood here gives none, never
/// wrong ones.
[[nodiscard]] std::vector<std::string> needed_texts(std::string_view expression, std::size_t min_bytes);

}  // namespace wardwatch::detect::sigma
