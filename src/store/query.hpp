#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace wardwatch::store {

enum class QueryFormat : std::uint8_t { table, json, csv };

/// Runs SQL on a case, which is opened for reading only, and gives the answer to `write` piece by piece.
[[nodiscard]] Result<void> query(const std::filesystem::path& database, const std::string& sql, QueryFormat format,
                                 const std::function<void(std::string_view)>& write);

/// Writes the answer as one Parquet file.
[[nodiscard]] Result<void> query_to_parquet(const std::filesystem::path& database, const std::string& sql,
                                            const std::filesystem::path& file);

}  // namespace wardwatch::store
