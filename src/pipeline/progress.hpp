#pragma once

#include <atomic>
#include <cstdint>

namespace wardwatch::pipeline {

/// What a person is shown while it works. Counters only: written by the stages, read by the terminal.
struct Progress {
  enum class Stage : std::uint8_t { starting, decoding, merging, telling };
  std::atomic<Stage> stage{Stage::starting};
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<std::uint64_t> bytes_total{0};
  std::atomic<std::uint64_t> packets{0};
  std::atomic<std::uint64_t> stores{0};  ///< Data stores told.
  std::atomic<std::uint64_t> records_done{0};
  std::atomic<std::uint64_t> records_total{0};
  std::atomic<std::uint64_t> findings{0};
  std::atomic<bool> stop{false};  ///< Set by Ctrl-C; every loop over evidence or records asks it.

  /// For another round of the same work; a wish to stop stays.
  void restart() noexcept {
    stage = Stage::starting;
    for (auto* count : {&bytes_done, &bytes_total, &packets, &stores, &records_done, &records_total, &findings})
      *count = 0;
  }
};

}  // namespace wardwatch::pipeline
