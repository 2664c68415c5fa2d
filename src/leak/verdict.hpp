#pragma once

#include <string_view>

#include "leak/dating.hpp"

namespace wardwatch::leak {

enum class Verdict : std::uint8_t { from_store, not_from_store, undecided };

[[nodiscard]] constexpr std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::from_store: return "from-store";
    case Verdict::not_from_store: return "not-from-store";
    case Verdict::undecided: return "undecided";
  }
  return "undecided";
}

/// What is said of a sample beside one store.
struct StoreAnswer {
  std::uint32_t store = 0;  ///< Among the fingerprints.
  std::uint64_t people_in_sample = 0;
  std::uint64_t people_in_store = 0;
  std::uint64_t matched = 0;
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  double by_chance = 0;
  std::uint64_t elsewhere = 0;
  std::uint64_t own_facts = 0;
  Verdict verdict = Verdict::undecided;
  Window window;
  std::vector<record::TokenKind> agreed_by;  ///< The most frequent first.
};

/// All that is said of a sample: an answer for each store, in the order of the fingerprints; none where the sample has
/// nobody who could be compared.
[[nodiscard]] std::vector<StoreAnswer> answer(const record::StorePersons& sample, const Index& index);

/// How likely `count` or more are when `mean` are expected (Poisson); 1 up to the mean.
[[nodiscard]] double at_least_by_chance(std::uint64_t count, double mean) noexcept;

}  // namespace wardwatch::leak
