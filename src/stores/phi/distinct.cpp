#include "stores/phi/distinct.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace wardwatch::stores {
namespace {

constexpr std::size_t kSlotsAtFirst = 256;

// The two series of the estimator in O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017),
// algorithm 6: it needs no correction tables at either end.
double sigma(double x) noexcept {
  if (x >= 1) return std::numeric_limits<double>::infinity();
  double y = 1;
  double z = x;
  for (double before = -1; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

double tau(double x) noexcept {
  if (x <= 0 || x >= 1) return 0;
  double y = 1;
  double z = 1 - x;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

void DistinctCounter::add(std::uint64_t hash) {
  if (registers_) return add_estimated(hash);
  add_exact(hash);
  if (used_ <= kExactMax) return;
  registers_ = std::make_unique<Registers>();
  registers_->fill(0);
  for (const std::uint64_t kept : slots_) {
    if (kept != 0) add_estimated(kept);
  }
  if (has_zero_) add_estimated(0);
  slots_ = {};
}

void DistinctCounter::add_exact(std::uint64_t hash) {
  if (hash == 0) {
    used_ += has_zero_ ? 0 : 1;
    has_zero_ = true;
    return;
  }
  if ((used_ + 1) * 2 > slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & mask;
  if (slots_[at] == hash) return;
  slots_[at] = hash;
  ++used_;
}

void DistinctCounter::grow() {
  const std::vector<std::uint64_t> before = std::move(slots_);
  slots_.assign(before.empty() ? kSlotsAtFirst : before.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint64_t hash : before) {
    if (hash == 0) continue;
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = hash;
  }
}

void DistinctCounter::add_estimated(std::uint64_t hash) noexcept {
  const std::size_t index = static_cast<std::size_t>(hash >> (64U - kIndexBits));
  const std::uint64_t rest = (hash << kIndexBits) | (std::uint64_t{1} << (kIndexBits - 1));
  const auto rank = static_cast<std::uint8_t>(std::countl_zero(rest) + 1);
  (*registers_)[index] = std::max((*registers_)[index], rank);
}

std::uint64_t DistinctCounter::count() const noexcept {
  if (!registers_) return used_;
  constexpr unsigned kRankMax = 64 - kIndexBits;
  std::array<std::uint32_t, kRankMax + 2> how_many{};
  for (const std::uint8_t rank : *registers_) ++how_many[std::min<std::size_t>(rank, kRankMax + 1)];
  const auto m = static_cast<double>(registers_->size());
  double z = m * tau(1 - how_many[kRankMax + 1] / m);
  for (unsigned k = kRankMax; k >= 1; --k) z = 0.5 * (z + how_many[k]);
  z += m * sigma(how_many[0] / m);
  return static_cast<std::uint64_t>(std::llround(m * m / (2 * std::log(2.0)) / z));
}

std::uint64_t DistinctCounter::error() const noexcept {
  if (!registers_) return 0;
  constexpr double kOf95Percent = 1.96 * 1.04 / 128;  // 128 is the root of 2^14.
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(count()) * kOf95Percent));
}

void SmallestHashes::add(std::uint64_t hash) {
  if (size_ == kMax && hash >= hashes_[kMax - 1]) return;
  auto* const end = hashes_.begin() + size_;
  auto* const place = std::lower_bound(hashes_.begin(), end, hash);
  if (place != end && *place == hash) return;
  auto* const last = size_ == kMax ? end - 1 : end;
  std::move_backward(place, last, last + 1);
  *place = hash;
  if (size_ < kMax) ++size_;
}

double SmallestHashes::estimate() const noexcept {
  if (size_ < kMax) return static_cast<double>(size_);
  constexpr double kAll = 18446744073709551616.0;
  return static_cast<double>(kMax - 1) * kAll / static_cast<double>(hashes_[kMax - 1]);
}

SmallestHashes::Containment SmallestHashes::within(const SmallestHashes& other) const noexcept {
  Containment result;
  const std::uint64_t shown_up_to =
      other.is_full() ? other.hashes_[kMax - 1] : std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < size_ && hashes_[i] <= shown_up_to; ++i) {
    ++result.tested;
    if (std::binary_search(other.hashes_.begin(), other.hashes_.begin() + other.size_, hashes_[i])) ++result.contained;
  }
  return result;
}

}  // namespace wardwatch::stores
