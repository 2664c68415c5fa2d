#include "pipeline/evidence_digests.hpp"

#include "pipeline/output_stage.hpp"
#include "source/capture_file/digest_file.hpp"

namespace wardwatch::pipeline {

EvidenceDigests::EvidenceDigests(const std::vector<EvidenceFile>& files, const std::atomic<bool>& stop, bool wanted)
    : digests_(files.size()) {
  if (!wanted) return;
  std::vector<File> wanted_files;
  for (const EvidenceFile& file : files)  // What is held was hashed when it was read.
    wanted_files.push_back({file.path, file.held.empty() ? file.about.size_bytes : 0});
  thread_ = std::jthread{[this, wanted_files = std::move(wanted_files), &stop] { work(wanted_files, stop); }};
}

void EvidenceDigests::work(const std::vector<File>& files, const std::atomic<bool>& stop) {
  for (std::size_t i = 0; i < files.size() && !stop; ++i) {
    if (files[i].size_bytes == 0) continue;
    if (auto digest = source::digest_file(files[i].path, stop, {.bytes_max = files[i].size_bytes}))
      digests_[i].sha256 = digest->sha256;
    else digests_[i].problem = digest.error().what;
  }
  cpu_seconds_ = OutputStage::thread_cpu_seconds();
}

void EvidenceDigests::finish(std::vector<EvidenceFile>& files) {
  if (thread_.joinable()) thread_.join();
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!digests_[i].sha256.empty()) files[i].about.sha256 = digests_[i].sha256;
    if (files[i].about.problem.empty()) files[i].about.problem = digests_[i].problem;
  }
}

}  // namespace wardwatch::pipeline
