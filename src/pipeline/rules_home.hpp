#pragma once

#include <optional>

#include "pipeline/installed_rules.hpp"

namespace wardwatch::pipeline {

/// The only one who changes a folder of sets, as long as it lives; readers need no lock, since sets change by renaming.
class RulesHome {
 public:
  /// Fails when another process has it.
  [[nodiscard]] static Result<RulesHome> lock(std::filesystem::path folder);
  RulesHome(RulesHome&& other) noexcept;
  RulesHome& operator=(RulesHome&&) = delete;
  ~RulesHome();

  /// An empty folder to make a set in. Its name begins with a dot: no set's does.
  [[nodiscard]] Result<std::filesystem::path> stage(const std::string& name) const;
  /// Puts the staged folder in the place of the set, in one step where the file system can (renameat2); true when there
  /// was one.
  [[nodiscard]] Result<bool> publish(const std::string& name) const;
  [[nodiscard]] Result<void> remove(const std::string& name) const;

 private:
  RulesHome(std::filesystem::path folder, int lock) : folder_{std::move(folder)}, lock_{lock} {}
  [[nodiscard]] std::filesystem::path staging_of(const std::string& name) const;

  std::filesystem::path folder_;
  int lock_;  ///< -1 once moved from.
};

/// Whether a set may have that name; why not otherwise.
[[nodiscard]] Result<void> check_set_name(const std::string& name);
/// installed.json.
[[nodiscard]] std::string to_json(const InstalledSet& set);
/// None when the folder holds no set that was installed here.
[[nodiscard]] std::optional<InstalledSet> read_installed(const std::filesystem::path& folder);

}  // namespace wardwatch::pipeline
