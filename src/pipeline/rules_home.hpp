#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

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

  /// Lets `write` make the set in a folder aside, and puts that in the place of the set; true when there was one. Nothing
  /// of a set that could not be written whole is left.
  [[nodiscard]] Result<bool> install(const std::string& name,
                                     const std::function<Result<void>(const std::filesystem::path&)>& write) const;
  [[nodiscard]] Result<void> remove(const std::string& name) const;

 private:
  /// An empty folder to make a set in. Its name begins with a dot: no set's does.
  [[nodiscard]] Result<std::filesystem::path> stage(const std::string& name) const;
  /// Puts the staged folder in the place of the set, in one step where the file system can (renameat2); true when there
  /// was one.
  [[nodiscard]] Result<bool> publish(const std::string& name) const;
  RulesHome(std::filesystem::path folder, int lock) : folder_{std::move(folder)}, lock_{lock} {}
  [[nodiscard]] std::filesystem::path staging_of(const std::string& name) const;

  std::filesystem::path folder_;
  int lock_;  ///< -1 once moved from.
};

/// Where sets of a kind are kept: what `variable` names, else `folder` in the user's data (XDG Base Directory
/// Specification). Fails, telling what would be kept there, when there is no such place.
[[nodiscard]] Result<std::filesystem::path> sets_home(const char* variable, const char* folder, std::string_view what);

/// The facts of a set as JSON, one a line: what stands in its installed.json.
class SetFacts {
 public:
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, std::uint64_t value);
  void texts(std::string_view key, std::span<const std::string> values);
  [[nodiscard]] std::string whole() const { return out_ + "\n}\n"; }

 private:
  void begin(std::string_view key);
  std::string out_ = "{\n  \"format\": 1";
};

/// Whether a set may have that name; why not otherwise.
[[nodiscard]] Result<void> check_set_name(const std::string& name);
/// installed.json.
[[nodiscard]] std::string to_json(const InstalledSet& set);
/// None when the folder holds no set that was installed here.
[[nodiscard]] std::optional<InstalledSet> read_installed(const std::filesystem::path& folder);

}  // namespace wardwatch::pipeline
