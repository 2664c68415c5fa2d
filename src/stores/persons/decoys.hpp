#pragma once

#include <array>
#include <functional>

#include "stores/persons/person_fields.hpp"

namespace wardwatch::stores::persons {

/// Makes people who do not exist out of those of a sample: each value is one that occurs there, or is of its making, but
/// no two belong together. How many of them look like somebody in a store tells how many strangers would: names have
/// the sample's own frequencies, numbers its own prefixes.
class Decoys {
 public:
  /// Passes a row over from which none is made; false where `on` is to be called.
  [[nodiscard]] bool passes_over() noexcept {
    if (rows_ < kRowsWithOne || rows_ % kStride <= 3 * kShiftsMax) return false;
    ++rows_;
    return true;
  }
  /// Gives `make` the decoys that this row is good for: several at the beginning, so that a short sample has enough, few
  /// of a long one.
  void on(const PersonFields& person, const std::function<void(const PersonFields&)>& make);

 private:
  static constexpr std::size_t kShiftsMax = 8;
  static constexpr std::uint64_t kRowsWithOne = 16'384;
  static constexpr std::uint64_t kStride = 64;  ///< Of the rows behind those.
  [[nodiscard]] const PersonFields& before(std::size_t shift) const noexcept {
    return ring_[(rows_ - shift) % ring_.size()];
  }
  [[nodiscard]] PersonFields mixed(const PersonFields& person, std::size_t shift) const;

  std::array<PersonFields, 3 * kShiftsMax + 1> ring_;
  std::uint64_t rows_ = 0;
};

}  // namespace wardwatch::stores::persons
