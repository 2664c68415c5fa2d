#include "cli/waiting.hpp"

#include <algorithm>
#include <thread>

namespace wardwatch::cli {

bool wait_for(std::chrono::milliseconds time, const std::atomic<bool>& stop) {
  using Steady = std::chrono::steady_clock;
  const auto due = Steady::now() + time;
  while (!stop && Steady::now() < due)
    std::this_thread::sleep_for(std::min<Steady::duration>(due - Steady::now(), std::chrono::milliseconds{100}));
  return !stop;
}

}  // namespace wardwatch::cli
