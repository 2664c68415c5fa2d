#include "leak/verdict.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace wardwatch::leak {
namespace {

using record::TokenKind;

// docs/fingerprints.md gives the reasons.
constexpr double kSurprise = 0.001;      ///< A number of matches that chance gives less often is no chance.
constexpr double kTail = 0.025;          ///< On each side of an interval of 95 %.
constexpr std::uint64_t kPeopleMin = 3;  ///< Fewer decide nothing.
constexpr double kMost = 0.5;            ///< Of the sample: two hospitals of one town share fewer.
constexpr double kOwnShare = 0.2;        ///< Of the matched, with facts that only this store gives out.
constexpr double kOwnSilent = 0.02;      ///< Below it a store did not give the facts that a sample has.
constexpr double kCopy = 0.9;            ///< Of the best store's matches: then it may be a copy of it.

bool is_surprising(std::uint64_t count, double mean) noexcept {
  return count >= kPeopleMin && at_least_by_chance(count, mean) < kSurprise;
}

/// The number that chance stays below in all but 2.5 of 100 cases.
std::uint64_t most_by_chance(double mean) noexcept {
  constexpr double kMany = 50;  // From here on the normal distribution says the same.
  if (mean > kMany) return static_cast<std::uint64_t>(mean + 1.96 * std::sqrt(mean));
  std::uint64_t count = 0;
  while (at_least_by_chance(count + 1, mean) > kTail) ++count;
  return count;
}

/// People whom errors hide altogether, from how many are found by one thing only and how many by two (Chao's estimate,
/// corrected for small numbers). Who has no more than one thing to compare says nothing of that.
std::uint64_t unseen(const std::vector<Pair>& pairs) noexcept {
  std::uint64_t by_one = 0, by_two = 0;
  for (const Pair& pair : pairs) {
    if (groups_in(pair.both) < 2) continue;
    by_one += groups_in(pair.agreeing) == 1 ? 1 : 0;
    by_two += groups_in(pair.agreeing) == 2 ? 1 : 0;
  }
  if (by_one == 0) return 0;
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(by_one) * static_cast<double>(by_one - 1) /
                                              (2.0 * static_cast<double>(by_two + 1))));
}

std::vector<TokenKind> kinds_of(const std::vector<Pair>& pairs) {
  std::array<std::uint64_t, record::kTokenKindCount> counts{};
  for (const Pair& pair : pairs) {
    for (std::size_t kind = 1; kind < counts.size(); ++kind) counts[kind] += (pair.agreeing >> kind) & 1U;
  }
  std::vector<TokenKind> kinds;
  for (std::size_t kind = 1; kind < counts.size(); ++kind) {
    if (counts[kind] > 0) kinds.push_back(static_cast<TokenKind>(kind));
  }
  std::stable_sort(kinds.begin(), kinds.end(), [&](TokenKind a, TokenKind b) {
    return counts[static_cast<std::size_t>(a)] > counts[static_cast<std::size_t>(b)];
  });
  return kinds;
}

/// Some people of the sample.
class People {
 public:
  explicit People(std::size_t people) : has_(people, false) {}
  void insert(std::uint32_t person) {
    if (has_[person]) return;
    has_[person] = true;
    ++size_;
  }
  [[nodiscard]] bool contains(std::uint32_t person) const { return has_[person]; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::vector<bool> has_;
  std::size_t size_ = 0;
};

/// Of whom the sample tells what the store alone gives out.
People own_of(const std::vector<Pair>& pairs, const Window& window, std::size_t people) {
  People own{people};
  for (const std::uint32_t person : window.dated) own.insert(person);
  for (const Pair& pair : pairs) {
    if ((pair.agreeing & (bit_of(TokenKind::mrn) | bit_of(TokenKind::record_id))) != 0) own.insert(pair.sample);
  }
  return own;
}

/// One store, while it is not known yet what others say.
struct Draft {
  StoreAnswer answer;
  const StoreMatches* matches = nullptr;
  People own{0};
  std::int64_t score = 0;
};

bool is_better(const Draft& a, const Draft& b) {
  if (a.answer.matched != b.answer.matched) return a.answer.matched > b.answer.matched;
  if (a.own.size() != b.own.size()) return a.own.size() > b.own.size();
  return a.score != b.score ? a.score > b.score : a.answer.store < b.answer.store;
}

double part(std::uint64_t some, std::uint64_t all) noexcept {
  return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

/// Decides on the stores from the one that fits best downwards. Who is found in a store that the sample is from needs no
/// other store to explain him.
class Judge {
 public:
  explicit Judge(std::size_t people) : explained_{people} {}

  void on(Draft& draft) {
    StoreAnswer& answer = draft.answer;
    std::uint64_t left = 0, left_own = 0;
    for (const Pair& pair : draft.matches->pairs) {
      const bool is_explained = explained_.contains(pair.sample);
      answer.elsewhere += is_explained ? 1 : 0;
      left += is_explained ? 0 : 1;
      left_own += !is_explained && draft.own.contains(pair.sample) ? 1 : 0;
    }
    answer.verdict = verdict(answer, left, left_own);
    if (answer.verdict != Verdict::from_store) return;
    if (best_matched_ == 0) {
      best_matched_ = answer.matched;
      best_has_own_ = part(answer.own_facts, answer.matched) >= kMost;
    }
    for (const Pair& pair : draft.matches->pairs) explained_.insert(pair.sample);
  }

 private:
  [[nodiscard]] Verdict verdict(const StoreAnswer& answer, std::uint64_t left, std::uint64_t left_own) const {
    if (is_surprising(left, answer.by_chance)) {
      const bool has_own = left_own >= kPeopleMin && part(left_own, left) >= kOwnShare;
      if (has_own || part(left, answer.people_in_sample) >= kMost) return Verdict::from_store;
      return Verdict::undecided;
    }
    // Nearly the same people as a store that the sample is from: a copy of it, unless the sample tells what this one
    // does not know.
    const bool is_copy = best_matched_ > 0 && part(answer.matched, best_matched_) >= kCopy;
    if (is_copy) {
      const bool is_silent = best_has_own_ && part(answer.own_facts, answer.matched) < kOwnSilent;
      return is_silent ? Verdict::not_from_store : Verdict::undecided;
    }
    // Of two people, both of them ours, nobody can tell.
    const bool is_short = answer.people_in_sample < kPeopleMin && answer.matched > 0 && answer.elsewhere == 0;
    const bool is_thin = best_matched_ == 0 && part(answer.matched, answer.people_in_sample) >= kMost;
    return is_short || is_thin ? Verdict::undecided : Verdict::not_from_store;
  }

  People explained_;
  std::uint64_t best_matched_ = 0;
  bool best_has_own_ = false;
};

Draft draft_of(std::uint32_t store, const Matches& matches, const Matches& decoys, const record::PersonSet& sample,
               const Index& index) {
  Draft draft;
  draft.matches = &matches.stores[store];
  StoreAnswer& answer = draft.answer;
  const std::vector<Pair>& pairs = draft.matches->pairs;
  answer.store = store;
  answer.people_in_sample = matches.people;
  answer.people_in_store = index.people_in(store);
  answer.matched = pairs.size();
  // Half a decoy more than there were: none among a hundred does not mean never.
  const double hits = static_cast<double>(decoys.stores[store].pairs.size()) + 0.5;
  const double tried = std::max<double>(static_cast<double>(decoys.people), 1);
  answer.by_chance = std::min(1.0, hits / tried) * static_cast<double>(matches.people);
  const std::uint64_t chance = most_by_chance(answer.by_chance);
  answer.low = answer.matched > chance ? answer.matched - chance : 0;
  answer.high = std::min(matches.people, answer.matched + draft.matches->near + unseen(pairs));
  answer.window = window_of(pairs, sample, index.stores()[store].people);
  answer.agreed_by = kinds_of(pairs);
  draft.own = own_of(pairs, answer.window, sample.size());
  answer.own_facts = draft.own.size();
  for (const Pair& pair : pairs) draft.score += pair.score;
  return draft;
}

}  // namespace

double at_least_by_chance(std::uint64_t count, double mean) noexcept {
  if (count == 0 || static_cast<double>(count) <= mean) return 1;
  if (mean <= 0) return 0;
  // The upper tail as a sum from `count` on: what is small stays exact.
  double term =
      std::exp(static_cast<double>(count) * std::log(mean) - mean - std::lgamma(static_cast<double>(count) + 1));
  double sum = 0;
  for (std::uint64_t i = count; i < count + 100'000; ++i) {
    sum += term;
    term *= mean / static_cast<double>(i + 1);
    if (static_cast<double>(i) > mean && term < sum * 1e-12) break;
  }
  return std::min(sum, 1.0);
}

std::vector<StoreAnswer> answer(const record::StorePersons& sample, const Index& index) {
  std::vector<StoreAnswer> answers;
  const Matches matches = match(sample.people, index);
  if (matches.people == 0) return answers;
  const Matches decoys = match(sample.decoys, index);
  std::vector<Draft> drafts;
  for (std::uint32_t store = 0; store < matches.stores.size(); ++store)
    drafts.push_back(draft_of(store, matches, decoys, sample.people, index));
  std::sort(drafts.begin(), drafts.end(), is_better);
  Judge judge{sample.people.size()};
  for (Draft& draft : drafts) judge.on(draft);
  for (Draft& draft : drafts) {
    // When a copy was taken is only said of one that was.
    if (draft.answer.verdict == Verdict::not_from_store) draft.answer.window = {};
    answers.push_back(std::move(draft.answer));
  }
  std::sort(answers.begin(), answers.end(),
            [](const StoreAnswer& a, const StoreAnswer& b) { return a.store < b.store; });
  return answers;
}

}  // namespace wardwatch::leak
