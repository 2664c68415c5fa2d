#include "pipeline/evidence_digests.hpp"

#include "pipeline/output_stage.hpp"
#include "source/capture_file/digest_file.hpp"

namespace wardwatch::pipeline {

EvidenceDigests::EvidenceDigests(const std::vector<EvidenceFile>& files, const std::atomic<bool>& stop, bool wanted)
    : digests_(files.size()) {
  if (!wanted) return;
  std::vector<std::filesystem::path> paths;
  for (const EvidenceFile& file : files)
    paths.push_back(file.about.size_bytes > 0 ? file.path : std::filesystem::path{});
  thread_ = std::jthread{[this, paths = std::move(paths), &stop] { work(paths, stop); }};
}

void EvidenceDigests::work(const std::vector<std::filesystem::path>& paths, const std::atomic<bool>& stop) {
  for (std::size_t i = 0; i < paths.size() && !stop; ++i) {
    if (paths[i].empty()) continue;
    if (auto digest = source::digest_file(paths[i], stop)) digests_[i].sha256 = digest->sha256;
    else digests_[i].problem = digest.error().what;
  }
  cpu_seconds_ = OutputStage::thread_cpu_seconds();
}

void EvidenceDigests::finish(std::vector<EvidenceFile>& files) {
  if (thread_.joinable()) thread_.join();
  for (std::size_t i = 0; i < files.size(); ++i) {
    files[i].about.sha256 = digests_[i].sha256;
    if (files[i].about.problem.empty()) files[i].about.problem = digests_[i].problem;
  }
}

}  // namespace wardwatch::pipeline
