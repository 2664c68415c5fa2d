#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "stores/audit/kind.hpp"
#include "stores/audit/permissions.hpp"
#include "stores/input/byte_stream.hpp"
#include "stores/phi/classifier.hpp"

namespace wardwatch::stores {

/// What was found out about one store.
struct StoreReport {
  std::string member;  ///< Where in its file it lies, "!/folder/name" in an archive; empty when the file is the store.
  Kind kind = Kind::unknown;
  std::string format_version;
  std::string protection = "none";
  std::string protection_strength;
  std::vector<std::string> linked_to;
  bool readable = false;
  StoreContent content;
  std::optional<std::uint64_t> objects;
  std::optional<std::uint64_t> objects_with_phi;
  std::string problem;

  void note(std::string_view what) {
    if (what.empty()) return;
    if (!problem.empty()) problem += "; ";
    problem += what;
  }
};

/// What the file system says of the file that stores lie in.
struct FileFacts {
  Permissions permissions;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< Since 1970.
  std::vector<std::string> open_by;
};

/// Is asked of each store that is told, once its columns are known, who wants to read its rows: the store is read a
/// second time into what it gives, or not when that is null. `index` is the store's place among the reports.
using SecondReader = std::function<std::unique_ptr<RowSink>(std::size_t index, const StoreReport& report)>;

/// Reads one file and says what it holds: a report for the file, or, of an archive, one for each store in it. No report
/// where the file is no store of a kind that is known. `name` is what a table without a name of its own is called.
/// `passwords` are tried on what is encrypted; they are in no report. `log` is the write-ahead log that lies beside a
/// database of SQLite; null where there is none.
[[nodiscard]] std::vector<StoreReport> audit_store(const RandomFile& file, const std::string& name,
                                                   std::span<const std::string> passwords = {},
                                                   const SecondReader& second = {}, const RandomFile* log = nullptr);

/// The same for DICOM objects that lie in one folder, which are one store.
[[nodiscard]] StoreReport audit_dicom_objects(std::span<const RandomFile> files, const SecondReader& second = {});

/// Who may read the file, and who has it open.
[[nodiscard]] FileFacts facts_of_file(const std::filesystem::path& path);

}  // namespace wardwatch::stores
