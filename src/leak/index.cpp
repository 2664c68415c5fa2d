#include "leak/index.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace wardwatch::leak {
namespace {

constexpr unsigned kTokensInBucketLog2 = 2;

}  // namespace

Index::Index(const std::vector<StoreFingerprints>& stores) : stores_{stores} {
  std::size_t tokens = 0;
  Person people = 0;
  for (const StoreFingerprints& store : stores) {
    bases_.push_back(people);
    people += static_cast<Person>(store.people.size());
    tokens += store.people.tokens.size();
  }
  const auto bits = static_cast<unsigned>(std::bit_width(tokens >> kTokensInBucketLog2));
  shift_ = 64 - std::max(bits, 1U);
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
        persons_[place] = person;
        kinds_[person] |= bit_of(set.kinds[t]);
      }
      known += (kinds_[person] & ~bit_of(record::TokenKind::record_id)) != 0 ? 1 : 0;
    }
    people_.push_back(known);
  }
}

std::uint32_t Index::store_of(Person person) const noexcept {
  const auto after = std::upper_bound(bases_.begin(), bases_.end(), person);
  return static_cast<std::uint32_t>(std::distance(bases_.begin(), after) - 1);
}

}  // namespace wardwatch::leak
