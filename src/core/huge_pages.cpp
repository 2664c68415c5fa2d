#include "core/huge_pages.hpp"

#include <sys/mman.h>

#include <cstdint>

namespace wardwatch {
namespace {

constexpr std::uintptr_t kHugePageBytes = 2U << 20U;
constexpr std::size_t kWorthBytes = 4 * kHugePageBytes;  ///< Below, rounding costs more than it gives.

}  // namespace

void prefer_huge_pages(void* memory, std::size_t size_bytes) noexcept {
  if (size_bytes < kWorthBytes) return;
  const auto from = reinterpret_cast<std::uintptr_t>(memory);  // NOLINT: an address, to be rounded.
  const std::uintptr_t first = (from + kHugePageBytes - 1) & ~(kHugePageBytes - 1);
  const std::uintptr_t end = (from + size_bytes) & ~(kHugePageBytes - 1);
  if (first >= end) return;
  // A refusal changes nothing but speed.
  static_cast<void>(::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE));  // NOLINT: as above.
}

}  // namespace wardwatch
