#pragma once

#include <optional>
#include <string>

#include "pipeline/evidence.hpp"
#include "source/capture_file/byte_stream.hpp"

namespace wardwatch::pipeline {

/// When a file was last changed; 1970 when it is not there.
[[nodiscard]] Timestamp changed_at(const std::filesystem::path& path);

/// The bytes of a file that may hold adverts, from front to back: those that are held of it, else those of the file, unpacked
/// when it is a gzip or zstd stream. Borrows the file.
class ListingBytes {
 public:
  explicit ListingBytes(const EvidenceFile& file);

  /// Empty at the end; borrowed until the next call.
  [[nodiscard]] Bytes next();
  /// Why they could not be read, or not to their end; empty when they were.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

  /// All of them, but no more than `bytes_max`.
  [[nodiscard]] std::string all(std::size_t bytes_max);

 private:
  const EvidenceFile& file_;
  std::optional<source::ByteStream> stream_;
  std::string problem_;
  std::size_t given_bytes_ = 0;  ///< By the call before.
};

}  // namespace wardwatch::pipeline
