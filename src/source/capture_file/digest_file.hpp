#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace wardwatch::source {

struct FileDigest {
  std::string sha256;  ///< Lower-case hex.
  std::uint64_t bytes = 0;
};

/// SHA-256 of a whole file; `stop` ends it early with an error.
[[nodiscard]] Result<FileDigest> digest_file(const std::filesystem::path& path, const std::atomic<bool>& stop);

}  // namespace wardwatch::source
