#pragma once

#include <atomic>
#include <thread>
#include <vector>

#include "pipeline/evidence.hpp"

namespace wardwatch::pipeline {

/// Hashes every piece of evidence in a thread of its own, beside the decoding: custody needs the digest of the whole
/// file as long as it was when it was found, also of what could not be decoded.
class EvidenceDigests {
 public:
  EvidenceDigests(const std::vector<EvidenceFile>& files, const std::atomic<bool>& stop, bool wanted);
  /// Waits, and writes the digests into the evidence list that the constructor saw.
  void finish(std::vector<EvidenceFile>& files);
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }

 private:
  struct File {
    std::filesystem::path path;
    std::uint64_t size_bytes = 0;
  };
  struct Digest {
    std::string sha256;
    std::string problem;
  };
  void work(const std::vector<File>& files, const std::atomic<bool>& stop);

  std::vector<Digest> digests_;
  double cpu_seconds_ = 0;
  std::jthread thread_;
};

}  // namespace wardwatch::pipeline
