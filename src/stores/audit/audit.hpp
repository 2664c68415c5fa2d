#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stores/audit/kind.hpp"
#include "stores/audit/permissions.hpp"
#include "stores/input/byte_stream.hpp"
#include "stores/phi/classifier.hpp"

namespace wardwatch::stores {

/// What was found out about one store.
struct StoreReport {
  std::string path;
  Kind kind = Kind::unknown;
  std::string format_version;
  std::string protection = "none";
  std::string protection_strength;
  std::vector<std::string> linked_to;
  std::vector<std::string> open_by;
  bool readable = false;
  StoreContent content;
  std::optional<std::uint64_t> objects;
  std::optional<std::uint64_t> objects_with_phi;
  Permissions permissions;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< Since 1970.
  std::string problem;

  void note(std::string_view what) {
    if (what.empty()) return;
    if (!problem.empty()) problem += "; ";
    problem += what;
  }
};

/// Reads one file and says what it holds: a report for the file, or, of an archive, one for each store in it. No report
/// where the file is no store of a kind that is known.
[[nodiscard]] std::vector<StoreReport> audit_file(const std::filesystem::path& path);

/// Reads all files of a folder, and of folders in it, in the order of their paths; symbolic links are not followed. The
/// DICOM objects of one folder are one store.
[[nodiscard]] std::vector<StoreReport> audit_folder(const std::filesystem::path& folder);

}  // namespace wardwatch::stores
