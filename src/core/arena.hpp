#pragma once

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace wardwatch {

/// Owns the text of a batch. Text given out stays where it is until the arena goes, also when the arena is moved.
class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() = default;

  /// A copy of `text` that lives as long as the arena.
  [[nodiscard]] std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* place = static_cast<char*>(room(text.size(), 1));
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  /// Room for `count` objects of a trivial type.
  template <class T>
  [[nodiscard]] T* keep_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(room(count * sizeof(T), alignof(T)));
  }

  /// Bytes held in blocks, for memory limits.
  [[nodiscard]] std::size_t held_bytes() const noexcept { return held_bytes_; }

 private:
  static constexpr std::size_t kBlockBytes = 64U << 10U;

  void* room(std::size_t size_bytes, std::size_t alignment) {
    const std::size_t start = (used_bytes_ + alignment - 1) & ~(alignment - 1);
    if (blocks_.empty() || start + size_bytes > block_bytes_) {
      block_bytes_ = size_bytes > kBlockBytes ? size_bytes : kBlockBytes;
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes_));
      held_bytes_ += block_bytes_;
      used_bytes_ = size_bytes;
      return blocks_.back().get();
    }
    used_bytes_ = start + size_bytes;
    return blocks_.back().get() + start;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_bytes_ = 0;
  std::size_t used_bytes_ = 0;
  std::size_t held_bytes_ = 0;
};

}  // namespace wardwatch
