#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "listing/token_list.hpp"

namespace wardwatch::listing {

/// Where the people are said to live.
struct Region {
  std::string words;               ///< As they stand: "Midwest / Missouri"; empty when nothing is said.
  std::vector<std::string> codes;  ///< ISO 3166 ("US-MO", "US"), and "US-midwest" and the like; in order, each once.
};
[[nodiscard]] Region find_region(std::string_view text, const std::vector<Token>& tokens);

/// The same of a configured region: "Missouri", "US-MO, Midwest".
[[nodiscard]] std::vector<std::string> region_codes(std::string_view words);

/// The area that a state of the USA is counted to ("US-midwest"), else empty.
[[nodiscard]] std::string_view area_of(std::string_view code) noexcept;

}  // namespace wardwatch::listing
