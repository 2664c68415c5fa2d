#pragma once

#include <optional>
#include <set>

#include "asset/machine_names.hpp"
#include "pipeline/detect_stage.hpp"
#include "pipeline/event_echoes.hpp"
#include "pipeline/leaks_told.hpp"
#include "pipeline/log_writer.hpp"
#include "pipeline/merge.hpp"
#include "pipeline/output_stage.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stores_told.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Walks the total order of records once: completes them with what only the whole evidence tells (home networks,
/// certificates already seen), shows them to the detectors, and hands them to logs and store in windows.
class MergeStage {
 public:
  MergeStage(const record::Site& site, DetectStage& detectors, Progress& progress);

  /// Adds a place that windows go to; it works in a thread of its own.
  void add_output(std::function<void(const Window&)> write);
  /// Some of the evidence are exports of event logs: an event may stand in a log and in exports of it.
  void expect_echoes() { echoes_.emplace(); }
  /// Shows every record to `names` too.
  void learn(asset::MachineNames& names) { names_ = &names; }
  /// Runs to the end, or to Ctrl-C.
  void run(RunSet&& runs);

  [[nodiscard]] const std::vector<record::Counter>& counts() const noexcept { return counts_; }
  /// What the report tells of data stores.
  [[nodiscard]] StoresTold& stores() noexcept { return stores_; }
  [[nodiscard]] LeaksTold& leaks() noexcept { return leaks_; }
  /// Events that stood in the evidence more than once.
  [[nodiscard]] std::uint64_t repeated_events() const noexcept { return repeated_events_; }
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }
  [[nodiscard]] double output_cpu_seconds(std::size_t index) const noexcept { return outputs_[index]->cpu_seconds(); }

 private:
  void complete(record::Connection& row) const;
  [[nodiscard]] bool is_repeat(const record::X509& row);
  /// The same event in another log, or in the slack of this one, comes directly behind the first: both have one uid.
  [[nodiscard]] bool is_repeat(const record::WindowsEvent& row);
  void flush();

  const record::Site& site_;
  DetectStage& detectors_;
  asset::MachineNames* names_ = nullptr;
  Progress& progress_;
  std::vector<std::unique_ptr<OutputStage>> outputs_;
  std::shared_ptr<Window> window_;
  std::shared_ptr<Window> previous_;  ///< Holds the text of the last event.
  std::optional<EventEchoes> echoes_;
  std::uint64_t repeated_events_ = 0;
  std::array<const void*, record::log_count> last_blocks_{};  ///< By log: the block that the window holds already.
  std::set<std::string, std::less<>> certificates_;
  std::vector<record::Counter> counts_;
  StoresTold stores_;
  LeaksTold leaks_;
  double cpu_seconds_ = 0;
};

}  // namespace wardwatch::pipeline
