#include "detect/event_log/sequence.hpp"

#include <iterator>

namespace wardwatch::detect::event_log {
namespace {

constexpr std::size_t kGapsMax = 1024;

}  // namespace

void Sequence::add(std::uint64_t number, Timestamp ts) {
  ++events_;
  if (events_ > 1 && number < highest_) {
    if (ts - highest_ts_ > backwards_) {
      backwards_ = ts - highest_ts_;
      backwards_at_ = ts;
    }
    fill(number);
    return;
  }
  if (events_ > 1 && number > highest_ + 1) {
    if (gaps_.size() < kGapsMax) gaps_.emplace(highest_ + 1, number - 1);
    else too_many_ = true;
  }
  highest_ = number;
  highest_ts_ = ts;
}

void Sequence::fill(std::uint64_t number) {
  auto gap = gaps_.upper_bound(number);
  if (gap == gaps_.begin()) return;
  --gap;
  const auto [first, last] = *gap;
  if (number > last) return;
  gaps_.erase(gap);
  if (first < number) gaps_.emplace(first, number - 1);
  if (number < last) gaps_.emplace(number + 1, last);
}

std::uint64_t Sequence::missing() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& [first, last] : gaps_) sum += last - first + 1;
  return sum;
}

}  // namespace wardwatch::detect::event_log
