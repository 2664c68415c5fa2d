#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace wardwatch {

/// Keys to values by hash, for tables that are asked for each record: one look at a table of numbers, one at the entry.
/// Entries lie in the order in which their keys came, so that what goes through them is the same on every run.
/// `hash_of(key)` must be well mixed. References hold until the next insertion.
template <class Key, class Value>
class FlatMap {
 public:
  using Entry = std::pair<Key, Value>;

  /// The value of `key`, made when it is not there yet.
  Value& operator[](const Key& key) {
    if ((entries_.size() + 1) * 4 > slots_.size() * 3) grow();
    const std::size_t slot = slot_of(key);
    if (slots_[slot] == 0) {
      entries_.emplace_back(key, Value{});
      slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    }
    return entries_[slots_[slot] - 1].second;
  }
  [[nodiscard]] const Value* find(const Key& key) const noexcept {
    if (slots_.empty()) return nullptr;
    const std::uint32_t number = slots_[slot_of(key)];
    return number == 0 ? nullptr : &entries_[number - 1].second;
  }
  [[nodiscard]] Value* find(const Key& key) noexcept { return const_cast<Value*>(std::as_const(*this).find(key)); }
  [[nodiscard]] bool contains(const Key& key) const noexcept { return find(key) != nullptr; }
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

  /// Takes out the entries of which `is_unwanted(key, value)` holds; the others keep their order.
  template <class IsUnwanted>
  std::size_t erase_if(IsUnwanted&& is_unwanted) {
    const std::size_t count =
        std::erase_if(entries_, [&](const Entry& entry) { return is_unwanted(entry.first, entry.second); });
    if (count > 0) index(slots_.size());
    return count;
  }

 private:
  static constexpr std::size_t kSlotsMin = 64;

  /// The slot that holds the key, or the free one where it belongs.
  [[nodiscard]] std::size_t slot_of(const Key& key) const noexcept {
    std::size_t slot = hash_of(key) & (slots_.size() - 1);
    while (slots_[slot] != 0 && !(entries_[slots_[slot] - 1].first == key)) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }
  void grow() { index(slots_.empty() ? kSlotsMin : slots_.size() * 2); }
  void index(std::size_t count) {
    slots_.assign(count, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i)
      slots_[slot_of(entries_[i].first)] = static_cast<std::uint32_t>(i + 1);
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  ///< A power of two of them: number of the entry, from 1; 0 is free.
};

}  // namespace wardwatch
