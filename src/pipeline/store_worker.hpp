#pragma once

#include <atomic>
#include <set>
#include <vector>

#include "leak/index.hpp"
#include "pipeline/config.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/runs.hpp"
#include "stores/sandbox/auditor.hpp"

namespace wardwatch::pipeline {

/// The files that may hold data stores, shared out: each worker takes the next one that nobody has.
class StoreFiles {
 public:
  explicit StoreFiles(const std::vector<EvidenceFile>& files);

  /// A file, or the DICOM objects of one folder.
  struct File {
    std::vector<std::filesystem::path> paths;
    std::vector<SourceId> sources;
    std::string told_path;
    std::uint64_t size_bytes = 0;
    std::set<std::string> listings{};  ///< Of an archive: paths of what was told as listings and is no store.
  };
  /// Null when all are taken.
  [[nodiscard]] const File* take() noexcept {
    const std::size_t index = taken_.fetch_add(1);
    return index < files_.size() ? &files_[index] : nullptr;
  }

 private:
  std::vector<File> files_;
  std::atomic<std::size_t> taken_{0};
};

/// Has files audited, each in a process of its own, and makes sorted runs of what comes back.
class StoreWorker {
 public:
  /// `fingerprints` is null when stores are not compared with any; it outlives the worker.
  StoreWorker(stores::Auditor& auditor, const leak::Index* fingerprints, const Config& config, RunLimits& run_limits,
              Progress& progress)
      : auditor_{auditor}, fingerprints_{fingerprints}, config_{config}, run_limits_{run_limits}, progress_{progress} {}

  void run(StoreFiles& files);

  struct Status {
    SourceId source;
    std::uint64_t stores = 0;
    std::string kind;     ///< Of the first store in it.
    std::string problem;  ///< Of the whole file, or of the first store that has one.
  };
  [[nodiscard]] RunSet& runs() noexcept { return runs_; }
  [[nodiscard]] const std::vector<Status>& statuses() const noexcept { return statuses_; }

 private:
  void audit(const StoreFiles::File& file);
  void audit_one_by_one(const StoreFiles::File& file);
  void take(const StoreFiles::File& file, std::size_t before, std::string problem);
  void leave_out_listings(const StoreFiles::File& file, std::size_t before);
  void compare(const StoreFiles::File& file, std::size_t before);
  [[nodiscard]] std::optional<bool> is_declared(std::string_view path) const;

  stores::Auditor& auditor_;
  const leak::Index* fingerprints_;
  std::vector<record::StorePersons> people_;  ///< Of the stores of the file that was read last.
  const Config& config_;
  RunLimits& run_limits_;
  Progress& progress_;
  record::Batches batches_;
  RunSet runs_;
  std::vector<Status> statuses_;
};

}  // namespace wardwatch::pipeline
