#pragma once

#include <atomic>
#include <vector>

#include "eventlog/log_file.hpp"
#include "eventlog/record_maker.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/runs.hpp"

namespace wardwatch::pipeline {

/// The event logs of a run, shared out: each worker takes the next one that nobody has.
class EventLogs {
 public:
  explicit EventLogs(const std::vector<EvidenceFile>& files);

  struct Log {
    std::filesystem::path path;
    SourceId source;
    std::uint64_t bytes_max = 0;  ///< No more than custody has hashed, also when the log grows meanwhile.
    bool is_json = false;
  };
  /// Null when all are taken.
  [[nodiscard]] const Log* take() noexcept {
    const std::size_t index = taken_.fetch_add(1);
    return index < logs_.size() ? &logs_[index] : nullptr;
  }

 private:
  std::vector<Log> logs_;
  std::atomic<std::size_t> taken_{0};
};

/// Decodes event logs to sorted runs of records. A log is nearly in the order of time but not quite (late writers, clock
/// changes, chunks that a ring log has overwritten): whatever falls into a run is sorted whole, runs are merged, and
/// so no straggler is too late.
class EventWorker {
 public:
  EventWorker(RunLimits& run_limits, Progress& progress) : run_limits_{run_limits}, progress_{progress} {}

  void run(EventLogs& logs);

  struct Status {
    SourceId source;
    eventlog::LogStatus log;
    std::uint64_t zones_assumed = 0;  ///< Events whose time says no zone; UTC was taken.
  };
  [[nodiscard]] RunSet& runs() noexcept { return runs_; }
  [[nodiscard]] const std::vector<Status>& statuses() const noexcept { return statuses_; }
  [[nodiscard]] std::uint64_t cut_count() const noexcept { return maker_.cut_count(); }
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }

 private:
  void read(const EventLogs::Log& log);
  void read_json(const EventLogs::Log& log);
  void seal();

  RunLimits& run_limits_;
  Progress& progress_;
  eventlog::RecordMaker maker_;
  record::Batches batches_;
  RunSet runs_;
  std::vector<Status> statuses_;
  double cpu_seconds_ = 0;
};

}  // namespace wardwatch::pipeline
