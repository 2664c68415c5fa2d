#pragma once

#include <map>

#include "source/archive/bundle.hpp"

namespace wardwatch::source {

/// Makes a Bundle of entries as they come, and holds what is promised of one: paths, limits, no doubles.
class Collector {
 public:
  Collector(Wanted wanted, const BundleLimits& limits) : wanted_{wanted}, limits_{limits} {}

  /// Counts an entry. Fails at the limit.
  [[nodiscard]] Result<void> count_entry();
  /// Whether the content of a file of this path is to be read; notes why when it is not.
  [[nodiscard]] bool wants(std::string_view path);
  /// Keeps a file that `wants` had a yes for. Fails at the limit of all.
  [[nodiscard]] Result<void> keep(std::string_view path, std::string content);
  void refuse(std::string_view path, std::string why);
  /// The same for a file beyond the limit of one.
  void refuse_too_large(std::string_view path);
  [[nodiscard]] std::size_t file_max_bytes() const noexcept { return limits_.file_max_bytes; }

  [[nodiscard]] Bundle finish() &&;

 private:
  enum class Taken : bool { file, folder };

  /// Notes the path and the folders above it; empty, or why it cannot be.
  [[nodiscard]] std::string take(const std::string& path);

  Wanted wanted_;
  BundleLimits limits_;
  Bundle bundle_;
  std::map<std::string, Taken, std::less<>> taken_;
  std::size_t entry_count_ = 0, kept_bytes_ = 0;
};

/// A path without `.` and doubled slashes, or why it is refused.
[[nodiscard]] Result<std::string> safe_path(std::string_view path);

}  // namespace wardwatch::source
