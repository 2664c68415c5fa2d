#include "leak/index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "core/huge_pages.hpp"

namespace wardwatch::leak {

Index::Index(const std::vector<StoreFingerprints>& stores) : stores_{stores} {
  std::size_t tokens = 0;
  Person people = 0;
  for (const StoreFingerprints& store : stores) {
    bases_.push_back(people);
    people += static_cast<Person>(store.people.size());
    tokens += store.people.tokens.size();
  }
  const auto bits = static_cast<unsigned>(std::bit_width(tokens / kTokensInBucket));
  shift_ = 64 - std::max(bits, 1U);
  constexpr unsigned kSeenBitsLog2 = 4;  // For each bucket; eight or more for each token.
  seen_mask_ = std::max((std::uint64_t{1} << (bits + kSeenBitsLog2)) - 1, std::uint64_t{63});
  reserve_huge(seen_, seen_mask_ / 64 + 1);
  seen_.assign(seen_mask_ / 64 + 1, 0);
  reserve_huge(starts_, (std::size_t{1} << (64 - shift_)) + 1);
  reserve_huge(tokens_, tokens + kLooked);
  reserve_huge(persons_, tokens + kLooked);
  starts_.assign((std::size_t{1} << (64 - shift_)) + 1, 0);
  tokens_.resize(tokens);
  persons_.resize(tokens);
  kinds_.assign(people, 0);
  for (const StoreFingerprints& store : stores) {
    for (const std::uint64_t token : store.people.tokens) ++starts_[(token >> shift_) + 1];
  }
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  std::vector<std::uint32_t> next{starts_.begin(), starts_.end() - 1};
  for (std::size_t s = 0; s < stores.size(); ++s) {
    const record::PersonSet& set = stores[s].people;
    std::uint64_t known = 0;
    for (std::size_t i = 0; i < set.size(); ++i) {
      const auto person = static_cast<Person>(bases_[s] + i);
      for (std::size_t t = set.first_token(i); t < set.token_ends[i]; ++t) {
        const std::uint32_t place = next[set.tokens[t] >> shift_]++;
        tokens_[place] = set.tokens[t];
        seen_[seen_word(set.tokens[t])] |= std::uint64_t{1} << (set.tokens[t] & 63U);
        persons_[place] = person;
        kinds_[person] |= bit_of(set.kinds[t]);
      }
      known += (kinds_[person] & ~bit_of(record::TokenKind::record_id)) != 0 ? 1 : 0;
    }
    people_.push_back(known);
  }
  // What is compared behind the last token must not be equal to what lies in the last bucket, which ends in ones.
  tokens_.insert(tokens_.end(), kLooked, 0);
  persons_.insert(persons_.end(), kLooked, 0);
}

void Index::look_up(std::span<const std::uint64_t> tokens, std::span<Place> places) const noexcept {
  std::array<std::uint16_t, kAtOnceMax> seen;
  std::size_t count = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    places[i] = {};
    seen[count] = static_cast<std::uint16_t>(i);
    count += is_seen(tokens[i]) ? 1U : 0U;
  }
  for (std::size_t k = 0; k < count; ++k) {
    Place& place = places[seen[k]];
    const std::size_t bucket = tokens[seen[k]] >> shift_;
    place.first = starts_[bucket];
    place.has_more = starts_[bucket + 1] - place.first > kLooked;
  }
  std::size_t found = 0;
  for (std::size_t k = 0; k < count; ++k) {
    Place& place = places[seen[k]];
    // As many as nearly all buckets have are compared without asking where the bucket ends, which no processor can
    // guess; those of the next bucket are other tokens.
    const std::uint64_t* at = &tokens_[place.first];
    const std::uint64_t token = tokens[seen[k]];
    const auto bit = [&](unsigned i) { return unsigned{at[i] == token} << i; };
    place.same = static_cast<std::uint8_t>(bit(0) | bit(1) | bit(2) | bit(3));
    seen[found] = seen[k];
    found += place.same != 0 ? 1U : 0U;
  }
  for (std::size_t k = 0; k < found; ++k) {
    Place& place = places[seen[k]];
    place.one = persons_[place.first + static_cast<std::size_t>(std::countr_zero(place.same))];
  }
}

std::uint32_t Index::store_of(Person person) const noexcept {
  const auto after = std::upper_bound(bases_.begin(), bases_.end(), person);
  return static_cast<std::uint32_t>(std::distance(bases_.begin(), after) - 1);
}

}  // namespace wardwatch::leak
