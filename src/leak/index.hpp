#pragma once

#include <bit>

#include "leak/fingerprints.hpp"

namespace wardwatch::leak {

/// All tokens of all stores, to be asked who has one. Tokens are even by nature, so their first bits are where they lie:
/// a look is one jump to some four of them. Takes 12 bytes a token and 2 a person. The stores outlive it.
class Index {
 public:
  /// Whoever shares a token with more than this many is not found by it: "unknown" as a surname, a clinic's own telephone.
  static constexpr std::size_t kSharersMax = 64;

  explicit Index(const std::vector<StoreFingerprints>& stores);

  /// A person among those of all stores.
  using Person = std::uint32_t;

  /// Where those are who have a token.
  struct Place {
    std::uint32_t first = 0;  ///< Of the bucket.
    std::uint8_t same = 0;    ///< Which of the first ones in it have the token, as bits.
    bool has_more = false;    ///< More are in the bucket than that.
    Person one = 0;           ///< The first of them.
  };
  static constexpr std::size_t kAtOnceMax = 512;

  /// Looks for up to `kAtOnceMax` tokens. Each look waits for memory a few times; step by step for all of them those waits
  /// overlap, which is what a processor does with loops that have no branches.
  void look_up(std::span<const std::uint64_t> tokens, std::span<Place> places) const noexcept;

  template <class Visit>
  void for_each(std::uint64_t token, const Place& place, Visit&& visit) const {
    if (place.same != 0) visit(place.one);
    for (unsigned same = place.same & (place.same - 1U); same != 0; same &= same - 1)
      visit(persons_[place.first + static_cast<std::size_t>(std::countr_zero(same))]);
    if (!place.has_more) return;
    const std::size_t end = starts_[(token >> shift_) + 1];
    for (std::size_t i = place.first + kLooked; i < end; ++i) {
      if (tokens_[i] == token) visit(persons_[i]);
    }
  }

  /// Which kinds of tokens the person has, a bit for each.
  [[nodiscard]] std::uint16_t kinds_of(Person person) const noexcept { return kinds_[person]; }
  [[nodiscard]] std::uint32_t store_of(Person person) const noexcept;
  [[nodiscard]] std::uint32_t ordinal_of(Person person) const noexcept { return person - bases_[store_of(person)]; }
  [[nodiscard]] const std::vector<StoreFingerprints>& stores() const noexcept { return stores_; }
  /// People of the store who can be known again.
  [[nodiscard]] std::uint64_t people_in(std::size_t store) const noexcept { return people_[store]; }

 private:
  /// A bit for each token by bits that the bucket is not chosen by: nine of ten tokens of strangers are turned away here,
  /// where the processor's own memory holds all.
  [[nodiscard]] std::size_t seen_word(std::uint64_t token) const noexcept { return (token & seen_mask_) >> 6U; }
  [[nodiscard]] bool is_seen(std::uint64_t token) const noexcept {
    return ((seen_[seen_word(token)] >> (token & 63U)) & 1U) != 0;
  }

  static constexpr std::size_t kTokensInBucket = 2;  ///< At most, on average.
  static constexpr std::size_t kLooked = 4;          ///< So many stand behind the last token, which belong to nobody.

  const std::vector<StoreFingerprints>& stores_;
  std::uint64_t seen_mask_ = 63;
  std::vector<std::uint64_t> seen_;
  unsigned shift_ = 63;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint64_t> tokens_;
  std::vector<Person> persons_;
  std::vector<std::uint16_t> kinds_;
  std::vector<Person> bases_;  ///< Of each store the first person.
  std::vector<std::uint64_t> people_;
};

[[nodiscard]] constexpr std::uint16_t bit_of(record::TokenKind kind) noexcept {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind));
}

}  // namespace wardwatch::leak
