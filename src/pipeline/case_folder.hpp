#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace wardwatch::pipeline {

/// The folder that an investigation leaves behind. Work happens in CASE.partial; an older case stays whole until the
/// new one is complete.
class CaseFolder {
 public:
  /// Fails when CASE exists and `force` is not given, or when CASE is not a case of ours.
  [[nodiscard]] static Result<CaseFolder> open(std::filesystem::path target, bool force);

  [[nodiscard]] const std::filesystem::path& work() const noexcept { return work_; }
  [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }

  /// Puts the finished work in place of the target.
  [[nodiscard]] Result<void> publish();
  /// Leaves the target as it is, and nothing of the work.
  void discard();

 private:
  CaseFolder(std::filesystem::path target, std::filesystem::path work)
      : target_{std::move(target)}, work_{std::move(work)} {}

  std::filesystem::path target_;
  std::filesystem::path work_;
};

/// Writes a whole file; an error says which and why.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace wardwatch::pipeline
