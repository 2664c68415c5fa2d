#pragma once

#include <cstdint>
#include <vector>

namespace wardwatch {

/// How many different things were met, in bounded memory: exact up to a number, an estimate beyond it (HyperLogLog with
/// Ertl's estimator, arXiv:1702.01284, section 4). Things are given as hashes of 64 well-mixed bits. The answer does not depend on the order in
/// which they came.
class DistinctCount {
 public:
  struct Limits {
    std::size_t exact_max;    ///< 8 to 16 bytes each.
    unsigned precision_bits;  ///< 2 to the power of it: bytes beyond that, and 1.04 / sqrt of it the error.
  };

  explicit DistinctCount(Limits limits) noexcept : limits_{limits} {}

  void add(std::uint64_t hash);
  [[nodiscard]] std::uint64_t value() const noexcept;
  [[nodiscard]] bool is_exact() const noexcept { return registers_.empty(); }
  /// One standard error of the estimate, as a share of it; 0 while the count is exact.
  [[nodiscard]] double standard_error() const noexcept;

 private:
  void insert(std::uint64_t hash);
  void grow();
  void raise(std::uint64_t hash) noexcept;
  [[nodiscard]] double estimate() const noexcept;

  Limits limits_;
  std::size_t count_ = 0;
  std::vector<std::uint64_t> slots_;     ///< Open addressing, a power of two; 0 is free. Empty once estimating.
  std::vector<std::uint8_t> registers_;  ///< Empty while exact.
};

}  // namespace wardwatch
