#pragma once

#include <chrono>
#include <cstdint>

namespace wardwatch::stores {

/// What one file may cost.
struct JailLimits {
  std::uint64_t memory_bytes = 1'536U << 20U;  ///< Of writable memory; a classifier and its tables take some 50 MiB.
  std::uint64_t spool_bytes = 520U << 20U;     ///< Of one file in memory: what is unpacked from an archive.
  std::chrono::seconds cpu{60};
};

/// Shuts this process in, for good: from here on it can compute, and read and write what it has open. It cannot open a
/// file, reach a network, start or signal a process, or make memory executable. What the kernel offers is used together:
/// resource limits, an empty network namespace and Landlock where they are to be had, and seccomp, which must be. False
/// when seccomp could not be set; then nothing may be read.
[[nodiscard]] bool enter_jail(const JailLimits& limits) noexcept;

}  // namespace wardwatch::stores
