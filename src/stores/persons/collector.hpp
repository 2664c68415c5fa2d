#pragma once

#include "core/flat_map.hpp"
#include "core/hash.hpp"
#include "record/person_tokens.hpp"
#include "stores/persons/person_fields.hpp"

namespace wardwatch::stores::persons {

/// What the tokens are for: a store's fingerprints are kept, a sample is compared with them.
enum class Purpose : std::uint8_t { store, sample };

/// Gathers people from the rows of a store or sample, one person from as many rows as there are of him, and keeps of them
/// nothing but tokens and days.
class Collector {
 public:
  Collector(const KeyedHash& hash, Purpose purpose) noexcept : hash_{hash}, purpose_{purpose} {}
  Collector(const Collector&) = delete;  // Texts that wait know where their tokens go.
  Collector& operator=(const Collector&) = delete;

  /// A row that says something of a person. Rows are of one person when they have the same number of the database, or
  /// else the same record number, social security number, name and birth, or what else he is known by.
  /// False for a row that says of nobody who he is.
  bool add(const PersonFields& person, std::span<const record::DatedFact> days);
  /// A made-up person (`Decoys`); never joined with another.
  void add_decoy(const PersonFields& person);

  /// In the order in which they came. The collector is used up.
  [[nodiscard]] record::StorePersons finish();
  /// Rows that were left out, since there are more people than can be held.
  [[nodiscard]] std::uint64_t rows_left_out() const noexcept { return left_out_; }

 private:
  struct Key {
    std::uint64_t bits = 0;
    friend bool operator==(const Key&, const Key&) = default;
    friend std::uint64_t hash_of(const Key& key) noexcept { return mix64(key.bits); }
  };
  /// Tokens as they come, of people in any order.
  struct Loose {
    std::vector<std::uint32_t> persons;
    std::vector<record::TokenKind> kinds;
    std::vector<std::uint64_t> tokens;
    std::vector<std::uint32_t> day_persons;
    std::vector<record::DatedFact> days;
    std::uint32_t size = 0;
  };

  void hash_into(Loose& to, std::uint32_t person, const PersonFields& fields);
  /// Makes tokens of the texts from the front on, as long as four are there; the last ones may be fewer.
  void hash_waiting(bool is_last);
  [[nodiscard]] static std::uint64_t key_of(const PersonFields& person) noexcept;
  [[nodiscard]] static record::PersonSet in_order(Loose loose);

  const KeyedHash& hash_;
  Purpose purpose_;
  FlatMap<Key, std::uint32_t> ordinals_;
  Loose people_;
  Loose decoys_;
  /// Whose a text that waits to be hashed is.
  struct Owner {
    Loose* set = nullptr;
    std::uint32_t person = 0;
  };
  TokenTexts texts_;  ///< They wait until there are four, whosever they are.
  std::array<Owner, TokenTexts::kMax> owners_;
  std::uint64_t left_out_ = 0;
};

}  // namespace wardwatch::stores::persons
