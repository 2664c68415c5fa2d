#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::pipeline {

/// Sets of rules kept; an investigation reads all of them.
inline constexpr std::size_t kInstalledSetsMax = 1'000;
/// A set's name: one folder.
inline constexpr std::size_t kSetNameMaxBytes = 64;

/// What is known of a set of rules that was installed: installed.json in its folder.
struct InstalledSet {
  std::string name;
  std::string source;  ///< File name of the archive or folder it came from.
  std::string sha256;  ///< Of the archive; of a folder, over the lines that sha256sum prints for what was taken of it.
  std::string installed_at;  ///< RFC 3339.
  std::string licence;       ///< Empty when none was found.
  std::uint64_t rules = 0, filters = 0, refused = 0;
  std::filesystem::path folder;  ///< Not in the file.
};

struct InstallOptions {
  std::filesystem::path source;  ///< An archive or a folder.
  std::filesystem::path home;    ///< The folder of sets; made when it is not there.
  std::string name;              ///< Empty: after the source.
  Timestamp at;
};

struct InstallReport {
  InstalledSet set;
  bool is_replacement = false;
  std::vector<std::string> refusals;              ///< One a line: file, place and reason.
  std::vector<std::string> remarks;               ///< What should be known though nothing is refused.
  std::size_t refused_entries = 0;                ///< Of the archive; among the refusals.
  std::size_t left_out_files = 0;                 ///< Rule files in which nothing can run.
  std::size_t unreachable_rules = 0;              ///< For a log source that no event here has.
  std::map<std::string, std::size_t> techniques;  ///< ATT&CK technique, rules.
};

/// Where sets are: $WARDWATCH_RULES_HOME, or wardwatch/rules below $XDG_DATA_HOME or ~/.local/share. Fails when none of
/// these is set.
[[nodiscard]] Result<std::filesystem::path> rules_home();

/// Takes rule files and licence texts out of an archive or a folder and puts those that can run into `home`, byte for
/// byte, in place of the set of that name. Either the whole set is there afterwards or what was there before: on a fault
/// of the archive, and also when the process is ended half-way.
[[nodiscard]] Result<InstallReport> install_rules(const InstallOptions& options);

/// By name. A folder without a readable installed.json is no set.
[[nodiscard]] std::vector<InstalledSet> installed_rules(const std::filesystem::path& home);
/// The folders of the sets in force, in the order of their names; empty when there is no home.
[[nodiscard]] std::vector<std::filesystem::path> installed_rule_folders();
/// Fails when there is no such set.
[[nodiscard]] Result<void> remove_rules(const std::filesystem::path& home, const std::string& name);

}  // namespace wardwatch::pipeline
