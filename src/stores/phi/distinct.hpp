#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace wardwatch::stores {

/// Counts different things by their hashes: exactly up to `kExactMax`, beyond that by HyperLogLog with 2^14 registers,
/// whose standard error is 1.04 / sqrt(2^14) = 0.81 %. Memory stays below 1 MiB.
class DistinctCounter {
 public:
  static constexpr std::size_t kExactMax = 65'536;

  /// `hash` is well mixed (core/hash.hpp).
  void add(std::uint64_t hash);

  [[nodiscard]] bool is_exact() const noexcept { return registers_ == nullptr; }
  [[nodiscard]] std::uint64_t count() const noexcept;
  /// Half of the interval that holds the true number in 95 of 100 cases; 0 when exact.
  [[nodiscard]] std::uint64_t error() const noexcept;

 private:
  static constexpr unsigned kIndexBits = 14;
  using Registers = std::array<std::uint8_t, 1U << kIndexBits>;

  void add_exact(std::uint64_t hash);
  void grow();
  void add_estimated(std::uint64_t hash) noexcept;

  std::vector<std::uint64_t> slots_;  ///< Open addressing; 0 is free. Emptied when the registers take over.
  std::size_t used_ = 0;
  bool has_zero_ = false;
  std::unique_ptr<Registers> registers_;
};

/// The smallest hashes seen: an even sample of different values, whatever their number. Two such samples tell whether
/// one column's values are among another's.
class SmallestHashes {
 public:
  static constexpr std::size_t kMax = 128;

  void add(std::uint64_t hash);
  /// The number of different hashes seen, exact below `kMax`.
  [[nodiscard]] double estimate() const noexcept;
  [[nodiscard]] bool is_full() const noexcept { return size_ == kMax; }

  struct Containment {
    std::size_t tested = 0;     ///< Values of this sample that the other one would show if it had them.
    std::size_t contained = 0;  ///< Of those, how many it has.
  };
  [[nodiscard]] Containment within(const SmallestHashes& other) const noexcept;

 private:
  std::array<std::uint64_t, kMax> hashes_{};  ///< In order.
  std::size_t size_ = 0;
};

}  // namespace wardwatch::stores
