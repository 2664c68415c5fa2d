#include "core/distinct_count.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace wardwatch {
namespace {

constexpr std::size_t kSlotsMin = 8;
constexpr unsigned kHashBits = 64;

/// The estimator's two series (Ertl, equations 18 and 19). Both converge within some sixty turns.
double sigma(double x) noexcept {
  if (x >= 1.0) return std::numeric_limits<double>::infinity();
  double y = 1.0, sum = x, last = -1.0;
  while (sum > last) {
    x *= x;
    last = sum;
    sum += x * y;
    y += y;
  }
  return sum;
}

double tau(double x) noexcept {
  if (x <= 0.0 || x >= 1.0) return 0.0;
  double y = 1.0, sum = 1.0 - x, last = 2.0;
  while (sum < last) {
    x = std::sqrt(x);
    last = sum;
    y *= 0.5;
    sum -= (1.0 - x) * (1.0 - x) * y;
  }
  return sum / 3.0;
}

}  // namespace

void DistinctCount::add(std::uint64_t hash) {
  if (!registers_.empty()) {
    raise(hash);
    return;
  }
  insert(hash);
  if (count_ <= limits_.exact_max) return;
  registers_.assign(std::size_t{1} << limits_.precision_bits, 0);
  for (const std::uint64_t known : slots_) {
    if (known != 0) raise(known);
  }
  slots_ = {};
}

void DistinctCount::insert(std::uint64_t hash) {
  if (hash == 0) hash = 1;
  if ((count_ + 1) * 4 > slots_.size() * 3) grow();
  std::size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0 && slots_[slot] != hash) slot = (slot + 1) & (slots_.size() - 1);
  if (slots_[slot] == hash) return;
  slots_[slot] = hash;
  ++count_;
}

void DistinctCount::grow() {
  std::vector<std::uint64_t> old(slots_.empty() ? kSlotsMin : slots_.size() * 2, 0);
  old.swap(slots_);
  count_ = 0;
  for (const std::uint64_t known : old) {
    if (known != 0) insert(known);
  }
}

void DistinctCount::raise(std::uint64_t hash) noexcept {
  if (hash == 0) hash = 1;
  const unsigned rest_bits = kHashBits - limits_.precision_bits;
  const std::size_t place = hash >> rest_bits;
  const std::uint64_t rest = hash << limits_.precision_bits;
  const auto zeros = static_cast<unsigned>(std::countl_zero(rest));
  const auto rank = static_cast<std::uint8_t>((zeros < rest_bits ? zeros : rest_bits) + 1);
  if (registers_[place] < rank) registers_[place] = rank;
}

std::uint64_t DistinctCount::value() const noexcept {
  return registers_.empty() ? count_ : static_cast<std::uint64_t>(std::llround(estimate()));
}

double DistinctCount::standard_error() const noexcept {
  return registers_.empty() ? 0.0 : 1.04 / std::sqrt(static_cast<double>(registers_.size()));
}

double DistinctCount::estimate() const noexcept {
  const unsigned rest_bits = kHashBits - limits_.precision_bits;
  const auto size = static_cast<double>(registers_.size());
  std::array<std::uint32_t, kHashBits + 2> counts{};
  for (const std::uint8_t rank : registers_) ++counts[rank];
  double z = size * tau(1.0 - counts[rest_bits + 1] / size);
  for (unsigned rank = rest_bits; rank >= 1; --rank) z = 0.5 * (z + counts[rank]);
  z += size * sigma(counts[0] / size);
  constexpr double kLn2 = 0.693147180559945309;
  return size * size / (2.0 * kLn2 * z);
}

}  // namespace wardwatch
