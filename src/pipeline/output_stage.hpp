#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "core/bounded_queue.hpp"
#include "pipeline/window.hpp"

namespace wardwatch::pipeline {

/// A thread that writes windows of the merged order somewhere. The queue is short: a slow disk holds the merge back.
class OutputStage {
 public:
  explicit OutputStage(std::function<void(const Window&)> write)
      : thread_{[this, write = std::move(write)] {
          while (const auto window = queue_.pop()) write(**window);
          cpu_seconds_ = thread_cpu_seconds();
        }} {}
  ~OutputStage() { finish(); }
  OutputStage(const OutputStage&) = delete;
  OutputStage& operator=(const OutputStage&) = delete;

  void push(std::shared_ptr<const Window> window) { queue_.push(std::move(window)); }
  /// Waits until everything is written.
  void finish() {
    queue_.close();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }

  /// CPU time of the calling thread, for the table by stage.
  [[nodiscard]] static double thread_cpu_seconds() noexcept;

 private:
  static constexpr std::size_t kWindowsMax = 2;
  BoundedQueue<std::shared_ptr<const Window>> queue_{kWindowsMax};
  double cpu_seconds_ = 0;
  std::thread thread_;
};

}  // namespace wardwatch::pipeline
