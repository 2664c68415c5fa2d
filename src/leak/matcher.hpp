#pragma once

#include "leak/index.hpp"

namespace wardwatch::leak {

/// How much two sets of tokens speak for being of one person. docs/fingerprints.md says where the numbers come from.
struct Score {
  static constexpr int kMatch = 6;  ///< From here on they are one person.
  static constexpr int kNear = 3;   ///< From here on they may be, with errors that hide it.
};

/// What agrees, what both have and does not agree, as bits of kinds.
[[nodiscard]] int score_of(std::uint16_t agreeing, std::uint16_t in_sample, std::uint16_t in_store) noexcept;

/// How many things that go wrong each by itself are among the kinds: social security number, name, telephone and the
/// other numbers.
[[nodiscard]] unsigned groups_in(std::uint16_t kinds) noexcept;

/// A person of the sample who was found in a store.
struct Pair {
  std::uint32_t sample = 0;    ///< Ordinal among the sample's people.
  std::uint32_t person = 0;    ///< And among the store's.
  std::uint16_t agreeing = 0;  ///< Kinds of which a token is in both, as bits.
  std::uint16_t both = 0;      ///< Kinds of which each of them has one, as bits.
  std::int16_t score = 0;
};

/// What came of one store.
struct StoreMatches {
  std::vector<Pair> pairs;  ///< In the order of the sample's people, each at most once.
  std::uint64_t near = 0;   ///< People of the sample who are nearly somebody.
};

/// Everybody of a set beside everybody of all stores.
struct Matches {
  std::uint64_t people = 0;  ///< Of the sample, who have something to compare.
  std::vector<StoreMatches> stores;
};

[[nodiscard]] Matches match(const record::PersonSet& sample, const Index& index);

}  // namespace wardwatch::leak
