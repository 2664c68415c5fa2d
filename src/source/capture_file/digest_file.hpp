#pragma once

#include <atomic>
#include <filesystem>
#include <limits>
#include <string>

#include "core/result.hpp"

namespace wardwatch::source {

struct FileDigest {
  std::string sha256;  ///< Lower-case hexadecimal.
  std::uint64_t bytes = 0;
};

struct DigestOptions {
  /// Grows by what was read, for a progress display; may be null.
  std::atomic<std::uint64_t>* progress_bytes = nullptr;
  /// Only this much of the file, for one that still grows.
  std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
};

/// SHA-256 of a whole file, as its chain of custody needs it: of the bytes on disk, packed or not. Fails when the file
/// cannot be read to its end, or when `stop` becomes true.
[[nodiscard]] Result<FileDigest> digest_file(const std::filesystem::path& path, const std::atomic<bool>& stop,
                                             const DigestOptions& options = {});

}  // namespace wardwatch::source
