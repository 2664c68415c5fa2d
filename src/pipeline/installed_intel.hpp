#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/timestamp.hpp"
#include "intel/attack.hpp"
#include "intel/bundle_reader.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// ATT&CK has three domains; whoever keeps several versions of each has some more.
inline constexpr std::size_t kIntelSetsMax = 50;
/// Unpacked; enterprise-attack.json has 50 MB.
inline constexpr std::uint64_t kIntelBytesMax = 1U << 30U;

/// What is known of a set that was installed: installed.json in its folder.
struct IntelSet {
  record::IntelSummary about;
  std::vector<std::string> sources;  ///< File names.
  std::string installed_at;          ///< RFC 3339.
  std::uint64_t uses = 0;
  std::filesystem::path folder;  ///< Not in the file.
};

struct IntelInstallOptions {
  std::vector<std::filesystem::path> sources;  ///< The bundle, or its parts; plain, gzip or Zstandard.
  std::filesystem::path home;                  ///< The folder of sets; made when it is not there.
  std::string name;                            ///< Empty: ATT&CK's domain.
  Timestamp at;
};

struct IntelInstallReport {
  IntelSet set;
  intel::LeftOut left_out;
  bool has_licence = false;  ///< A licence text lay beside the bundle and was kept.
  bool is_replacement = false;
};

/// Where sets are: $WARDWATCH_INTEL_HOME, or wardwatch/intel below $XDG_DATA_HOME or ~/.local/share. Fails when none of
/// these is set.
[[nodiscard]] Result<std::filesystem::path> intel_home();

/// Reads ATT&CK's bundle, and puts what it says of groups into `home` in a compact form, with MITRE's copyright line and
/// the licence that lies beside it, in place of the set of that name. Either the whole set is there afterwards or what was
/// there before. A bundle that is cut short is refused.
[[nodiscard]] Result<IntelInstallReport> install_intel(const IntelInstallOptions& options);

/// By name. A folder without a readable installed.json is no set.
[[nodiscard]] std::vector<IntelSet> installed_intel(const std::filesystem::path& home);
/// Fails when there is no such set.
[[nodiscard]] Result<void> remove_intel(const std::filesystem::path& home, const std::string& name);

/// A set, read.
struct LoadedIntel {
  IntelSet set;
  intel::Attack attack;
};
/// Every set in force, by name; one that cannot be read is named in `problems`.
[[nodiscard]] std::vector<LoadedIntel> load_intel(const std::filesystem::path& home,
                                                  std::vector<std::string>& problems);

}  // namespace wardwatch::pipeline
