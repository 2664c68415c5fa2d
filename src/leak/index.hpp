#pragma once

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

  /// To be called some looks before `for_each`.
  void expect(std::uint64_t token) const noexcept { __builtin_prefetch(&starts_[token >> shift_]); }

  template <class Visit>
  void for_each(std::uint64_t token, Visit&& visit) const {
    const std::size_t bucket = token >> shift_;
    for (std::size_t i = starts_[bucket]; i < starts_[bucket + 1]; ++i) {
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
  const std::vector<StoreFingerprints>& stores_;
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
