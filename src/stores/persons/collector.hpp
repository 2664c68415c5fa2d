#pragma once

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

  /// That many rows will come. Memory that is never moved need not be given out, and emptied, twice.
  void expect(std::uint64_t rows);
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
  /// Numbers of people by their keys: open addressing by the first bits of a key, so that a larger table has all in the
  /// same order and is filled from front to back.
  class Ordinals {
   public:
    /// That many keys will come.
    void make_room(std::size_t keys);
    /// To be called some time before `of`.
    void expect(std::uint64_t key) const noexcept {
      if (!slots_.empty()) __builtin_prefetch(&slots_[key >> shift_]);
    }
    /// The number that the key has, or `next` from now on. Keys are well mixed and not 0.
    std::uint32_t of(std::uint64_t key, std::uint32_t next);

   private:
    struct Slot {
      std::uint64_t key = 0;
      std::uint32_t ordinal = 0;
    };
    void put(const Slot& slot) noexcept;
    void grow(unsigned slots_log2);

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
    unsigned shift_ = 0;
  };
  /// What came of people of whom there was a row before, in any order.
  struct Later {
    std::vector<std::uint32_t> persons;
    std::vector<record::TokenKind> kinds;
    std::vector<std::uint64_t> tokens;
    std::vector<std::uint32_t> day_persons;
    std::vector<record::DatedFact> days;
  };

  /// Puts a new person behind the others, with days in order and places for his tokens.
  void append(record::PersonSet& set, std::span<const record::DatedFact> days);
  void append_later(std::uint32_t person, std::span<const record::DatedFact> days);
  /// Makes tokens of the texts from the front on, as long as all lanes are full; the last ones may be fewer.
  void hash_waiting(bool is_last);
  [[nodiscard]] static std::uint64_t key_of(const PersonFields& person) noexcept;
  [[nodiscard]] static record::PersonSet joined(record::PersonSet first, Later later);

  const KeyedHash& hash_;
  Purpose purpose_;
  Ordinals ordinals_;
  record::PersonSet people_;
  Later later_;
  record::PersonSet decoys_;
  /// Where the token of a text that waits to be hashed belongs.
  struct Place {
    std::vector<std::uint64_t>* tokens = nullptr;
    std::size_t at = 0;
  };
  TokenTexts texts_;  ///< They wait until all lanes are full, whosever they are.
  std::array<Place, TokenTexts::kMax> places_;
  std::size_t waiting_before_ = 0;  ///< How many did when the open person came.
  std::size_t people_expected_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace wardwatch::stores::persons
