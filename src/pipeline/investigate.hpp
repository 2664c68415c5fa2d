#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "core/token.hpp"
#include "leak/index.hpp"
#include "pipeline/config.hpp"
#include "pipeline/listings.hpp"
#include "pipeline/progress.hpp"
#include "record/incident.hpp"
#include "record/manifest.hpp"
#include "stores/sandbox/auditor.hpp"

namespace wardwatch::pipeline {

struct InvestigateOptions {
  std::vector<std::filesystem::path> evidence;
  std::filesystem::path out;
  std::vector<std::filesystem::path> rule_folders;
  /// Makes the tokens that stand for patients; not owned.
  const TokenKey* tokens = nullptr;
  bool is_key_lasting = true;  ///< Whether later runs have the same key, so that tokens can be compared between cases.
  /// Have data stores read, one a worker; started before this program has a second thread. Not owned; without them stores
  /// are not audited.
  std::vector<stores::Auditor>* auditors = nullptr;
  /// Data stores are compared with these, as samples that may be from them; the auditors must have been started with the
  /// key's orders then. Not owned; null when there are none.
  const leak::Index* fingerprints = nullptr;
  unsigned workers = 0;  ///< 0: one a processor.
  bool force = false;
  /// A round of a watch that is not its first: one that is interrupted leaves the case of the round before.
  bool is_repeated = false;
  /// For measuring, how much of the work is done; a case without report and, but for the stage itself, without outputs.
  enum class Bench : std::uint8_t { everything, read, match, hash, decode, decode_detect, json, duckdb };
  Bench bench = Bench::everything;
  /// Tells the wall clock as RFC 3339, for the manifest's start and end: the only place where it stands.
  std::function<std::string()> wall_clock;
};

/// What an investigation found, for the summary on the screen.
struct Investigation {
  record::Manifest manifest;
  std::vector<record::Incident> incidents;
  std::vector<record::Finding> findings;
  std::vector<SeenListing> listings_seen;
  std::filesystem::path folder;
  bool interrupted = false;
  bool nothing_read = false;
  bool some_unreadable = false;
};

/// How many workers a run has: as many as asked for, else one a processor that this process may run on.
[[nodiscard]] unsigned worker_count(unsigned asked) noexcept;

/// The main job: evidence in, the case folder out. An error means that nothing could be done at all; unreadable
/// evidence is listed in the manifest instead.
[[nodiscard]] Result<Investigation> investigate(const InvestigateOptions& options, const Config& config,
                                                Progress& progress);

}  // namespace wardwatch::pipeline
