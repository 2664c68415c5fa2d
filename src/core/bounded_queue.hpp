#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace wardwatch {

/// A queue between two owners that makes the faster one wait. The end of the input is `close`; the consumer then
/// drains what is left and gets nothing more.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t items_max) : items_max_{items_max} {}

  /// Waits while the queue is full. After `close` the item is dropped: nobody would read it.
  void push(T item) {
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return items_.size() < items_max_ || closed_; });
    if (closed_) return;
    items_.push_back(std::move(item));
    filled_.notify_one();
  }

  /// Waits for the next item; nothing once the queue is closed and empty.
  [[nodiscard]] std::optional<T> pop() {
    std::unique_lock lock{mutex_};
    filled_.wait(lock, [&] { return !items_.empty() || closed_; });
    if (items_.empty()) return std::nullopt;
    T item = std::move(items_.front());
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    filled_.notify_all();
    room_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_, filled_;
  std::deque<T> items_;
  std::size_t items_max_;
  bool closed_ = false;
};

}  // namespace wardwatch
