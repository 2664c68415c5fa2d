#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "pipeline/evidence.hpp"

namespace wardwatch::pipeline {

/// Hashes every piece of evidence in a thread of its own, beside the decoding: custody needs the digest of the whole
/// file, also of what could not be decoded.
class EvidenceDigests {
 public:
  EvidenceDigests(const std::vector<EvidenceFile>& files, const std::atomic<bool>& stop, bool wanted);
  /// Waits, and writes the digests into the evidence list that the constructor saw.
  void finish(std::vector<EvidenceFile>& files);
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }

 private:
  struct Digest {
    std::string sha256;
    std::string problem;
  };
  void work(const std::vector<std::filesystem::path>& paths, const std::atomic<bool>& stop);

  std::vector<Digest> digests_;
  double cpu_seconds_ = 0;
  std::jthread thread_;
};

}  // namespace wardwatch::pipeline
