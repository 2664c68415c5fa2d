#pragma once

#include "leak/fingerprints.hpp"

namespace wardwatch::leak::testing {

/// A person as his tokens and days, for tests: any numbers do as tokens.
struct MadePerson {
  std::vector<std::pair<record::TokenKind, std::uint64_t>> tokens;
  std::vector<record::DatedFact> days;
};

inline void add(record::PersonSet& set, const MadePerson& person) {
  for (const auto& [kind, token] : person.tokens) {
    set.kinds.push_back(kind);
    set.tokens.push_back(token);
  }
  set.token_ends.push_back(static_cast<std::uint32_t>(set.tokens.size()));
  set.days.insert(set.days.end(), person.days.begin(), person.days.end());
  set.day_ends.push_back(static_cast<std::uint32_t>(set.days.size()));
}

inline record::PersonSet set_of(const std::vector<MadePerson>& people) {
  record::PersonSet set;
  for (const MadePerson& person : people) add(set, person);
  return set;
}

/// A token that stands for value `number` of its kind, spread as real ones are.
inline std::pair<record::TokenKind, std::uint64_t> token(record::TokenKind kind, std::uint64_t number) {
  std::uint64_t bits = (number + 1) * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(kind) * 0xff51afd7ed558ccdULL;
  bits ^= bits >> 29U;
  return {kind, bits * 0xc4ceb9fe1a85ec53ULL};
}

/// Somebody of whom everything is known; people of different numbers share nothing.
inline MadePerson somebody(std::uint64_t number) {
  using record::TokenKind;
  MadePerson person;
  for (const TokenKind kind : {TokenKind::ssn, TokenKind::name_birth, TokenKind::initials_birth, TokenKind::phone_name,
                               TokenKind::phone_surname, TokenKind::insurer_id})
    person.tokens.push_back(token(kind, number));
  return person;
}

inline StoreFingerprints store_of(std::string path, const std::vector<MadePerson>& people) {
  StoreFingerprints store;
  store.file = std::move(path);
  store.kind = "access";
  store.people = set_of(people);
  return store;
}

}  // namespace wardwatch::leak::testing
