#pragma once

#include <atomic>
#include <vector>

#include "asset/home_inference.hpp"
#include "eventlog/log_file.hpp"
#include "eventlog/record_maker.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/runs.hpp"
#include "zeeklog/log_reader.hpp"

namespace wardwatch::pipeline {

/// The logs of a run (Windows events, Zeek's), shared out: each worker takes the next one that nobody has.
class EventLogs {
 public:
  explicit EventLogs(const std::vector<EvidenceFile>& files);

  struct Log {
    std::filesystem::path path;
    SourceId source;
    std::uint64_t bytes_max = 0;  ///< No more than custody has hashed, also when the log grows meanwhile.
    bool is_json = false;
    zeeklog::Identity zeek;  ///< Set for a log of Zeek's.
  };
  /// Goes through Zeek's logs of connections for the volumes of those that carried RDP, when there is a log of RDP
  /// sessions, which does not tell them. Before anybody takes a log.
  void learn_rdp_sizes(const std::atomic<bool>& stop);
  [[nodiscard]] const zeeklog::RdpSizes& rdp_sizes() const noexcept { return rdp_sizes_; }

  /// Null when all are taken.
  [[nodiscard]] const Log* take() noexcept {
    const std::size_t index = taken_.fetch_add(1);
    return index < logs_.size() ? &logs_[index] : nullptr;
  }

 private:
  std::vector<Log> logs_;
  zeeklog::RdpSizes rdp_sizes_;
  std::atomic<std::size_t> taken_{0};
};

/// Decodes logs to sorted runs of records. A log is nearly in the order of time but not quite (late writers, clock
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
  [[nodiscard]] asset::HomeInference& homes() noexcept { return homes_; }
  [[nodiscard]] const std::vector<Status>& statuses() const noexcept { return statuses_; }
  /// Adds what was taken for granted of the logs that this worker read.
  void state_assumptions(const std::vector<EvidenceFile>& files, std::vector<std::string>& assumptions) const;
  [[nodiscard]] std::uint64_t cut_count() const noexcept { return maker_.cut_count(); }
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }

 private:
  void give_up(const EventLogs::Log& log, const std::string& why);
  void read(const EventLogs::Log& log);
  void read_json(const EventLogs::Log& log);
  void read_zeek(const EventLogs::Log& log, const zeeklog::RdpSizes& sizes);
  void seal();

  RunLimits& run_limits_;
  Progress& progress_;
  eventlog::RecordMaker maker_;
  record::Batches batches_;
  RunSet runs_;
  asset::HomeInference homes_;
  std::vector<Status> statuses_;
  double cpu_seconds_ = 0;
};

}  // namespace wardwatch::pipeline
