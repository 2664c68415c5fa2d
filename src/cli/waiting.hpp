#pragma once

#include <atomic>
#include <chrono>

namespace wardwatch::cli {

/// Lets so much time of the clock on the wall pass; false as soon as `stop` is set.
[[nodiscard]] bool wait_for(std::chrono::milliseconds time, const std::atomic<bool>& stop);

}  // namespace wardwatch::cli
