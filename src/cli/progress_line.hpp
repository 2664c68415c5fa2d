#pragma once

#include <thread>

#include "pipeline/progress.hpp"

namespace wardwatch::cli {

/// Shows on standard error how far the work is, while it lasts; nothing when that is not a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(const pipeline::Progress& progress);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  std::jthread thread_;
};

/// Makes Ctrl-C and SIGTERM set `stop`; a second Ctrl-C ends the process at once.
void stop_on_signals(std::atomic<bool>& stop);

}  // namespace wardwatch::cli
