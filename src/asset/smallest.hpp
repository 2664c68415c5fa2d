#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/flat_map.hpp"

namespace wardwatch::asset {

/// The smallest `kMax` of the values that were put in, in order. What is kept does not depend on the order in which
/// they came. Few values, as nearly all sets here have, lie in the object itself.
template <class T, std::size_t kMax>
class SmallestSet {
 public:
  void insert(const T& value) {
    const T* const at = std::lower_bound(begin(), end(), value);
    const auto index = static_cast<std::size_t>(at - begin());
    if (index < size_ && *at == value) return;
    if (size_ == kMax) {
      if (index == size_) return;
      --size_;
    }
    make_room();
    T* const all = data();
    std::move_backward(all + index, all + size_, all + size_ + 1);
    all[index] = value;
    ++size_;
  }
  void insert_all(const SmallestSet& other) {
    for (const T& value : other) insert(value);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] const T* begin() const noexcept { return more_.empty() ? few_.data() : more_.data(); }
  [[nodiscard]] const T* end() const noexcept { return begin() + size_; }

 private:
  static constexpr std::size_t kFew = 2;

  [[nodiscard]] T* data() noexcept { return more_.empty() ? few_.data() : more_.data(); }
  void make_room() {
    if (more_.empty()) {
      if (size_ < kFew) return;
      more_.assign(few_.begin(), few_.end());
    }
    if (more_.size() <= size_) more_.resize(std::min(kMax, 2 * more_.size()));
  }

  std::uint32_t size_ = 0;
  std::array<T, kFew> few_{};
  std::vector<T> more_;  ///< All of them, once they are more.
};

/// Facts of the smallest `kMax` keys that were asked for, complete for each of these: in any order of asking, a key that
/// belongs to the smallest is never refused before it turns out not to.
template <class Key, class Value, std::size_t kMax>
class SmallestMap {
 public:
  /// Null for a key that is too large to be kept.
  [[nodiscard]] Value* at(const Key& key) {
    if (largest_ && *largest_ < key) return nullptr;
    if (map_.size() >= 2 * kMax && !map_.contains(key)) {
      shrink();
      if (*largest_ < key) return nullptr;
    }
    return &map_[key];
  }
  [[nodiscard]] const Value* find(const Key& key) const noexcept { return map_.find(key); }
  [[nodiscard]] std::size_t size() const noexcept { return map_.size(); }
  [[nodiscard]] const auto& entries() const noexcept { return map_.entries(); }

  /// What is kept and `is_wanted(key, value)` asks for, in the order of the keys.
  template <class IsWanted>
  [[nodiscard]] std::vector<const typename FlatMap<Key, Value>::Entry*> sorted(IsWanted&& is_wanted) const {
    std::vector<const typename FlatMap<Key, Value>::Entry*> all;
    for (const auto& entry : map_.entries()) {
      if (is_wanted(entry.first, entry.second)) all.push_back(&entry);
    }
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    return all;
  }
  /// Between the shrinkings there are more than `kMax`; to be called before anything is asked.
  void settle() {
    if (map_.size() > kMax) shrink();
  }

 private:
  void shrink() {
    std::vector<Key> keys;
    keys.reserve(map_.size());
    for (const auto& [key, value] : map_.entries()) keys.push_back(key);
    const auto last = keys.begin() + static_cast<std::ptrdiff_t>(kMax - 1);
    std::nth_element(keys.begin(), last, keys.end());
    largest_ = *last;
    map_.erase_if([&](const Key& key, const Value&) { return *largest_ < key; });
  }

  FlatMap<Key, Value> map_;
  std::optional<Key> largest_;  ///< Once some were dropped.
};

}  // namespace wardwatch::asset
