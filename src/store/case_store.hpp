#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/result.hpp"
#include "record/batch.hpp"
#include "record/incident.hpp"

namespace wardwatch::store {

/// case.duckdb: every log as a table (dots in names become underscores; an address also stands as a number, NAME_num,
/// for CIDR queries), plus `findings` and `incidents`. Tables follow from the schemas. One writer, one thread.
class CaseStore {
 public:
  /// `memory_bytes` bounds DuckDB's own memory; beyond it, it works in `spill_folder`.
  [[nodiscard]] static Result<CaseStore> create(const std::filesystem::path& file,
                                                const std::filesystem::path& spill_folder, std::uint64_t memory_bytes);
  CaseStore(CaseStore&&) noexcept;
  CaseStore& operator=(CaseStore&&) noexcept;
  ~CaseStore();

  /// Adds rows of one log. An error is kept and told by `close`.
  template <record::Record R>
  void append(std::span<const R> rows) {
    append_rows(record::log_index<R>, rows.data(), rows.size());
  }
  void append_findings(std::span<const record::Finding> findings);
  void append_incidents(std::span<const record::Incident> incidents);

  [[nodiscard]] Result<void> close();

 private:
  struct State;
  /// `log` is the record's place in `AllRecords`: the tables' code stands in one file, whatever the records are.
  void append_rows(std::size_t log, const void* rows, std::size_t count);
  explicit CaseStore(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

/// `id.orig_h` becomes `id_orig_h`.
[[nodiscard]] std::string column_name(std::string_view field_name);

}  // namespace wardwatch::store
