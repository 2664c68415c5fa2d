#pragma once

#include <duckdb.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace wardwatch::store {

/// An open database and its one connection.
class Database {
 public:
  /// `settings` are DuckDB's configuration options; extensions are never fetched, whatever they say.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(
      const std::filesystem::path& file, std::vector<std::pair<std::string, std::string>> settings);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] Result<void> run(const std::string& sql);
  [[nodiscard]] duckdb_connection connection() const noexcept { return connection_; }

 private:
  Database() = default;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace wardwatch::store
