#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::listing {

/// An advert's text, and the lines of people's data that it shows apart from it.
struct Parted {
  std::string prose;              ///< The same lines as the text; those of the sample are empty.
  std::vector<std::string> rows;  ///< As they stand: for matching with fingerprints, never for any output.
  std::size_t columns = 0;        ///< Of most rows.
};

inline constexpr std::size_t kSampleRowsMax = 20'000;  ///< Kept; beyond it they are only counted out of the prose.

/// Rows are lines that follow each other with the same separator and nearly as many fields, some of which look like values
/// (dates, numbers, masked numbers); or blocks of "label: value" with labels that people's data has.
[[nodiscard]] Parted part_sample(std::string_view text);

}  // namespace wardwatch::listing
