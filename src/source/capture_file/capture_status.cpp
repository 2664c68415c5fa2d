#include "source/capture_file/capture_status.hpp"

#include <algorithm>

namespace wardwatch::source {
namespace {

/// A hostile file can invent four thousand million types; from here on all are counted as type 0, which is reserved.
constexpr std::size_t kSkippedTypesMax = 64;

}  // namespace

void CaptureStatus::count_skipped(std::uint32_t block_type) {
  const auto entry_of = [&](std::uint32_t type) {
    return std::find_if(skipped_blocks.begin(), skipped_blocks.end(),
                        [&](const SkippedBlocks& blocks) { return blocks.type == type; });
  };
  auto entry = entry_of(block_type);
  if (entry == skipped_blocks.end() && skipped_blocks.size() >= kSkippedTypesMax) entry = entry_of(block_type = 0);
  if (entry == skipped_blocks.end()) entry = skipped_blocks.insert(entry, {block_type, 0});
  ++entry->count;
}

}  // namespace wardwatch::source
