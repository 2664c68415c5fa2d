#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace wardwatch::pipeline {

/// Counts all and keeps those that come first, however many there are: never more than twice `most`.
template <class Summary>
class MostTold {
 public:
  using Before = bool (*)(const Summary& a, const Summary& b);
  MostTold(std::size_t most, Before before) : most_{most}, before_{before} {}

  /// A new one, to be filled in before the next.
  [[nodiscard]] Summary& add() {
    if (kept_.size() >= 2 * most_) cut();
    ++count_;
    return kept_.emplace_back();
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// In order.
  [[nodiscard]] std::vector<Summary> take() {
    cut();
    return std::move(kept_);
  }

 private:
  void cut() {
    std::sort(kept_.begin(), kept_.end(), before_);
    if (kept_.size() > most_) kept_.resize(most_);
  }

  std::size_t most_;
  Before before_;
  std::vector<Summary> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace wardwatch::pipeline
