#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/hash.hpp"

namespace wardwatch::detect::sigma {

/// What was found in the values of a field that came lately. Logs repeat themselves: the same programs, users and makers
/// in event after event, and looking a value up costs a tenth of searching it. Answers are those of a search, always: a
/// value is compared whole. A field whose values hardly repeat stops keeping them for a while.
class ValueCache {
 public:
  /// What is known of a value; nothing when it is not known.
  [[nodiscard]] std::optional<std::span<const std::uint32_t>> find(std::string_view text) {
    if (pause_ > 0) {
      --pause_;
      return std::nullopt;
    }
    if (text.size() > kTextMaxBytes) return std::nullopt;
    if (slots_.empty()) slots_.resize(kSlots);
    hash_ = hash_text(text);
    ++asked_;
    const Slot& slot = slots_[hash_ % kSlots];
    if (slot.hash != hash_ || slot.text_bytes != text.size() || !slot.is_used) return std::nullopt;
    const std::span<const std::uint32_t> block{slot.block};
    const auto kept = block.subspan(slot.found_count);
    if (!text.empty() && std::memcmp(kept.data(), text.data(), text.size()) != 0) return std::nullopt;
    ++known_;
    return block.first(slot.found_count);
  }

  /// Keeps what a search found, after `find` did not know the value.
  void keep(std::string_view text, std::span<const std::uint32_t> found) {
    if (text.size() > kTextMaxBytes || slots_.empty() || pause_ > 0) return;
    if (asked_ >= kTrial) {
      if (known_ * kWorthwhile < asked_) pause_ = kPause;
      asked_ = known_ = 0;
    }
    Slot& slot = slots_[hash_ % kSlots];
    slot.is_used = true;
    slot.hash = hash_;
    slot.text_bytes = static_cast<std::uint32_t>(text.size());
    slot.found_count = static_cast<std::uint32_t>(found.size());
    slot.block.assign(found.begin(), found.end());
    slot.block.resize(found.size() + (text.size() + 3) / 4);
    if (!text.empty()) std::memcpy(std::span{slot.block}.subspan(found.size()).data(), text.data(), text.size());
  }

 private:
  /// What was found, and behind it the text, in one piece of memory: a look costs two places of it and not four.
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t text_bytes = 0, found_count = 0;
    bool is_used = false;
    std::vector<std::uint32_t> block;
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
