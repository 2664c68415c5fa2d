#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::delimited {

/// Whether the first row names the columns. A row of values taken for names would carry a person's data out, so that it
/// must be shown: words that columns are called by, or words above columns of numbers and dates.
[[nodiscard]] bool is_header(std::span<const std::string_view> first, std::span<const std::vector<std::string>> rows);

/// Names of columns from the header, or numbered ones. A name that looks like a person's data is replaced by a number
/// whatever the others are.
[[nodiscard]] std::vector<ColumnHead> heads_from(std::span<const std::string_view> header, std::size_t columns);
[[nodiscard]] std::vector<ColumnHead> numbered_heads(std::size_t columns);

}  // namespace wardwatch::stores::delimited
