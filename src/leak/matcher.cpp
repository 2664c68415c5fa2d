#include "leak/matcher.hpp"

#include <algorithm>
#include <array>

namespace wardwatch::leak {
namespace {

using record::TokenKind;

template <class... Kinds>
constexpr std::uint16_t bits(Kinds... kinds) noexcept {
  return static_cast<std::uint16_t>((bit_of(kinds) | ...));
}

constexpr std::uint16_t kSsn = bits(TokenKind::ssn);
constexpr std::uint16_t kLast4 = bits(TokenKind::last4_name, TokenKind::last4_birth, TokenKind::phone_last4);
constexpr std::uint16_t kName = bits(TokenKind::name_birth);
constexpr std::uint16_t kInitials = bits(TokenKind::initials_birth);
constexpr std::uint16_t kPhoneName = bits(TokenKind::phone_name);
constexpr std::uint16_t kPhoneBirth = bits(TokenKind::phone_birth);
constexpr std::uint16_t kPhone = bits(TokenKind::phone_surname);

struct Weight {
  std::uint16_t kinds;
  int agree, disagree;
};
/// Numbers that are given to one person, beside which nothing else of the table need agree.
constexpr auto kNumbers = std::to_array<Weight>({{bits(TokenKind::mrn), 8, -4},
                                                 {bits(TokenKind::insurer_id), 8, -1},
                                                 {bits(TokenKind::email), 8, -1},
                                                 {bits(TokenKind::record_id), 2, 0}});

/// One person of a store who shares tokens with one of the sample.
struct Candidate {
  Index::Person person;
  std::uint16_t agreeing;
};

/// Those of one person of the sample; a few, so they are searched one by one.
class Candidates {
 public:
  void clear() noexcept { size_ = 0; }
  void add(Index::Person person, std::uint16_t kind) noexcept {
    for (std::size_t i = 0; i < size_; ++i) {
      if (all_[i].person != person) continue;
      all_[i].agreeing |= kind;
      return;
    }
    if (size_ < all_.size()) all_[size_++] = {person, kind};
  }
  [[nodiscard]] std::span<const Candidate> all() const noexcept { return std::span{all_}.first(size_); }

 private:
  std::array<Candidate, 256> all_;
  std::size_t size_ = 0;
};

/// Looks tokens up some hundred at a time, those that come next among them.
class Lookahead {
 public:
  Lookahead(const record::PersonSet& sample, const Index& index) : sample_{sample}, index_{index} {}

  /// Tokens are asked for in their order.
  [[nodiscard]] const Index::Place& place_of(std::size_t token) {
    if (token >= first_ + size_) {
      first_ = token;
      const auto tokens = std::span{sample_.tokens}.subspan(first_);
      size_ = std::min(tokens.size(), places_.size());
      index_.look_up(tokens.first(size_), places_);
    }
    return places_[token - first_];
  }

 private:
  const record::PersonSet& sample_;
  const Index& index_;
  std::array<Index::Place, Index::kAtOnceMax> places_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

/// Finds all who share a token. What a full table leaves out is of the kinds that come last.
void look_up(const record::PersonSet& sample, std::size_t person, const Index& index, Lookahead& ahead,
             Candidates& candidates) {
  for (std::size_t t = sample.first_token(person); t < sample.token_ends[person]; ++t) {
    const std::uint16_t kind = bit_of(sample.kinds[t]);
    std::array<Index::Person, Index::kSharersMax> sharers;
    std::size_t count = 0;
    index.for_each(sample.tokens[t], ahead.place_of(t), [&](Index::Person sharer) {
      if (count < sharers.size()) sharers[count] = sharer;
      ++count;
    });
    if (count > sharers.size()) continue;
    for (std::size_t i = 0; i < count; ++i) candidates.add(sharers[i], kind);
  }
}

std::uint16_t kinds_in(const record::PersonSet& set, std::size_t person) noexcept {
  std::uint16_t kinds = 0;
  for (std::size_t t = set.first_token(person); t < set.token_ends[person]; ++t) kinds |= bit_of(set.kinds[t]);
  return kinds;
}

/// The best candidate of each store.
void judge(std::uint32_t sample, std::uint16_t kinds, std::span<const Candidate> candidates, const Index& index,
           std::vector<Pair>& best, Matches& matches) {
  for (const Candidate& candidate : candidates) {
    const int score = score_of(candidate.agreeing, kinds, index.kinds_of(candidate.person));
    if (score < Score::kNear) continue;
    Pair& kept = best[index.store_of(candidate.person)];
    const bool is_better = score > kept.score || (score == kept.score && candidate.person < kept.person);
    const auto both = static_cast<std::uint16_t>(kinds & index.kinds_of(candidate.person));
    if (is_better) kept = {sample, candidate.person, candidate.agreeing, both, static_cast<std::int16_t>(score)};
  }
  for (std::size_t store = 0; store < best.size(); ++store) {
    Pair& pair = best[store];
    if (pair.score == 0) continue;
    if (pair.score >= Score::kMatch) {
      pair.person = index.ordinal_of(pair.person);
      matches.stores[store].pairs.push_back(pair);
    } else {
      ++matches.stores[store].near;
    }
    pair = {};
  }
}

}  // namespace

int score_of(std::uint16_t agreeing, std::uint16_t in_sample, std::uint16_t in_store) noexcept {
  const auto both = static_cast<std::uint16_t>(in_sample & in_store);
  int score = 0;
  if ((agreeing & kSsn) != 0) score += 16;
  else if ((agreeing & kLast4) != 0) score += 8;
  else if ((both & (kSsn | kLast4)) != 0) score -= 8;
  if ((agreeing & kName) != 0) score += 8;
  else if ((agreeing & kInitials) != 0) score += 4;
  else if ((both & kName) != 0) score -= 7;
  if ((agreeing & kPhoneName) != 0) score += 8;
  else if ((agreeing & kPhoneBirth) != 0) score += 6;
  else if ((agreeing & kPhone) != 0) score += 4;
  else if ((both & (kPhone | kPhoneBirth)) != 0) score -= 1;
  for (const Weight& number : kNumbers) {
    if ((agreeing & number.kinds) != 0) score += number.agree;
    else if ((both & number.kinds) != 0) score += number.disagree;
  }
  return score;
}

unsigned groups_in(std::uint16_t kinds) noexcept {
  constexpr auto kGroups =
      std::to_array<std::uint16_t>({kSsn | kLast4, kName | kInitials, kPhoneName | kPhoneBirth | kPhone,
                                    bits(TokenKind::mrn), bits(TokenKind::insurer_id), bits(TokenKind::email)});
  return static_cast<unsigned>(
      std::count_if(kGroups.begin(), kGroups.end(), [&](std::uint16_t group) { return (kinds & group) != 0; }));
}

Matches match(const record::PersonSet& sample, const Index& index) {
  Matches matches;
  matches.stores.resize(index.stores().size());
  std::vector<Pair> best(index.stores().size());
  Candidates candidates;
  Lookahead ahead{sample, index};
  for (std::uint32_t person = 0; person < sample.size(); ++person) {
    const std::uint16_t kinds = kinds_in(sample, person);
    if ((kinds & ~bit_of(TokenKind::record_id)) == 0) continue;
    ++matches.people;
    candidates.clear();
    look_up(sample, person, index, ahead, candidates);
    if (!candidates.all().empty()) judge(person, kinds, candidates.all(), index, best, matches);
  }
  return matches;
}

}  // namespace wardwatch::leak
