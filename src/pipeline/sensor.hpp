#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "core/result.hpp"
#include "core/token.hpp"
#include "pipeline/config.hpp"
#include "pipeline/progress.hpp"
#include "record/finding.hpp"

namespace wardwatch::pipeline {

struct SensorOptions {
  std::vector<std::filesystem::path> replay;
  std::vector<std::filesystem::path> rule_folders;
  /// Makes the tokens that stand for patients; not owned.
  const TokenKey* tokens = nullptr;
  /// Waits until the replayed clock has reached the event time given; empty: as fast as it goes.
  std::function<void(Timestamp)> pace;
  /// Each new finding and each new revision of one, when it is known.
  std::function<void(const record::Finding&)> on_finding;
};

struct SensorResult {
  std::vector<record::Finding> findings;  ///< The last revision of each, worst first.
  std::uint64_t packets = 0;
  std::uint64_t late_records = 0;
};

/// The live pipeline: packets in, findings out as soon as event time allows. Records are released to the detectors in
/// the total order when the watermark, the start of the oldest connection still open, has passed them; a connection
/// that stays open longer than `kLatenessMax` does not hold the others back, its record comes late and is counted.
[[nodiscard]] Result<SensorResult> run_sensor(const SensorOptions& options, const Config& config, Progress& progress);

}  // namespace wardwatch::pipeline
