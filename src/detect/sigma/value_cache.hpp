#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.hpp"

namespace wardwatch::detect::sigma {

/// What was found in the values of a field that came lately. Logs repeat themselves: the same programs, users and makers
/// in event after event, and looking a value up costs a tenth of searching it. Answers are those of a search, always: a
/// value is compared whole. A field whose values hardly repeat stops keeping them for a while.
class ValueCache {
 public:
  using Found = std::vector<std::uint32_t>;

  /// What is known of a value, or null.
  [[nodiscard]] const Found* find(std::string_view text) {
    if (pause_ > 0) {
      --pause_;
      return nullptr;
    }
    if (text.size() > kTextMaxBytes) return nullptr;
    if (slots_.empty()) slots_.resize(kSlots);
    hash_ = hash_text(text);
    ++asked_;
    const Slot& slot = slots_[hash_ % kSlots];
    if (slot.is_used && slot.hash == hash_ && slot.text == text) {
      ++known_;
      return &slot.found;
    }
    return nullptr;
  }

  /// Keeps what a search found, after `find` did not know the value.
  void keep(std::string_view text, const Found& found) {
    if (text.size() > kTextMaxBytes || slots_.empty() || pause_ > 0) return;
    if (asked_ >= kTrial) {
      if (known_ * kWorthwhile < asked_) pause_ = kPause;
      asked_ = known_ = 0;
    }
    Slot& slot = slots_[hash_ % kSlots];
    slot.is_used = true;
    slot.hash = hash_;
    slot.text.assign(text);
    slot.found.assign(found.begin(), found.end());
  }

 private:
  struct Slot {
    bool is_used = false;
    std::uint64_t hash = 0;
    std::string text;
    Found found;
  };
  static constexpr std::size_t kSlots = 1'024;       ///< A power of two; some 200 B each.
  static constexpr std::size_t kTextMaxBytes = 512;  ///< Longer values hardly repeat.
  static constexpr std::uint32_t kTrial = 2'048;     ///< Values after which a field is judged.
  static constexpr std::uint32_t kWorthwhile = 4;    ///< One in so many must have been known.
  static constexpr std::uint32_t kPause = 16'384;    ///< Values for which a field is left alone.

  std::vector<Slot> slots_;
  std::uint64_t hash_ = 0;
  std::uint32_t asked_ = 0, known_ = 0, pause_ = 0;
};

}  // namespace wardwatch::detect::sigma
