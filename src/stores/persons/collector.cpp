#include "stores/persons/collector.hpp"

#include <algorithm>
#include <utility>

namespace wardwatch::stores::persons {
namespace {

/// How many items each person has, and from that where each one's begin.
std::vector<std::uint32_t> ends_of(const std::vector<std::uint32_t>& persons, std::uint32_t count) {
  std::vector<std::uint32_t> ends(count, 0);
  for (const std::uint32_t person : persons) ++ends[person];
  std::uint32_t sum = 0;
  for (std::uint32_t& end : ends) end = sum += end;
  return ends;
}

struct Named {
  std::uint64_t token;
  record::TokenKind kind;
  friend auto operator<=>(const Named&, const Named&) = default;
};

}  // namespace

std::uint64_t Collector::key_of(const PersonFields& person) noexcept {
  const auto key = [](std::uint64_t kind, std::string_view first, std::string_view second = {},
                      std::string_view third = {}) {
    return combine64(combine64(hash_text(first, kind), hash_text(second)), hash_text(third));
  };
  const PersonName& name = person.name;
  if (!person.record.empty()) return key(1, person.record.view());
  if (!person.mrns[0].empty()) return key(2, person.mrns[0].view());
  if (!person.ssn.nine.empty()) return key(3, person.ssn.nine.view());
  if (name.is_whole() && !person.birth.empty())
    return key(4, name.given.view(), name.surname.view(), person.birth.view());
  if (!person.insurers[0].empty()) return key(5, person.insurers[0].view(), name.given.view());
  if (name.is_whole() && !person.ssn.last4.empty())
    return key(6, name.given.view(), name.surname.view(), person.ssn.last4.view());
  if (name.is_whole() && !person.phones[0].empty())
    return key(7, name.given.view(), name.surname.view(), person.phones[0].view());
  if (!person.email.empty()) return key(8, person.email.view());
  if (!person.name.surname.empty() && !person.phones[0].empty())
    return key(9, person.name.surname.view(), person.phones[0].view());
  if (!person.ssn.last4.empty() && !person.birth.empty()) return key(10, person.ssn.last4.view(), person.birth.view());
  return 0;
}

void Collector::hash_into(Loose& to, std::uint32_t person, const PersonFields& fields) {
  const std::size_t before = texts_.all().size();
  add_token_texts(fields, purpose_ == Purpose::sample, texts_);
  for (std::size_t i = before; i < texts_.all().size(); ++i) owners_[i] = {&to, person};
  hash_waiting(false);
}

void Collector::hash_waiting(bool is_last) {
  const auto all = texts_.all();
  std::size_t at = 0;
  for (; at < all.size() && (is_last || at + KeyedHash::kLanes <= all.size()); at += KeyedHash::kLanes) {
    std::array<std::string_view, KeyedHash::kLanes> lanes;
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      lanes[lane] = all[std::min(at + lane, all.size() - 1)].view();
    std::array<std::uint64_t, KeyedHash::kLanes> digests{};
    hash_.of_four(lanes, digests);
    for (std::size_t lane = 0; lane < lanes.size() && at + lane < all.size(); ++lane) {
      Loose& to = *owners_[at + lane].set;
      to.persons.push_back(owners_[at + lane].person);
      to.kinds.push_back(all[at + lane].kind);
      to.tokens.push_back(digests[lane]);
    }
  }
  at = std::min(at, all.size());
  std::copy(owners_.begin() + static_cast<std::ptrdiff_t>(at),
            owners_.begin() + static_cast<std::ptrdiff_t>(all.size()), owners_.begin());
  texts_.drop(at);
}

bool Collector::add(const PersonFields& person, std::span<const record::DatedFact> days) {
  if (people_.size >= record::kPeopleMax || people_.tokens.size() + TokenTexts::kOfPersonMax > record::kTokensMax ||
      people_.days.size() + days.size() > record::kTokensMax) {
    ++left_out_;
    return false;
  }
  std::uint32_t ordinal = people_.size;
  const std::uint64_t key = key_of(person);
  if (key == 0) return false;  // Of nobody who could be known again.
  const std::size_t known = ordinals_.size();
  std::uint32_t& kept = ordinals_[Key{key}];
  if (ordinals_.size() > known) kept = ordinal;
  ordinal = kept;
  people_.size = std::max(people_.size, ordinal + 1);
  hash_into(people_, ordinal, person);
  for (const record::DatedFact fact : days) {
    people_.day_persons.push_back(ordinal);
    people_.days.push_back(fact);
  }
  return true;
}

void Collector::add_decoy(const PersonFields& person) { hash_into(decoys_, decoys_.size++, person); }

record::PersonSet Collector::in_order(Loose loose) {
  record::PersonSet set;
  std::vector<std::uint32_t> next(loose.size + 1, 0);
  const std::vector<std::uint32_t> ends = ends_of(loose.persons, loose.size);
  std::copy(ends.begin(), ends.end(), next.begin() + 1);
  std::vector<Named> named(loose.tokens.size());
  for (std::size_t i = 0; i < named.size(); ++i) named[next[loose.persons[i]]++] = {loose.tokens[i], loose.kinds[i]};
  const std::vector<std::uint32_t> day_ends = ends_of(loose.day_persons, loose.size);
  std::vector<std::uint32_t> next_day(loose.size + 1, 0);
  std::copy(day_ends.begin(), day_ends.end(), next_day.begin() + 1);
  std::vector<record::DatedFact> days(loose.days.size());
  for (std::size_t i = 0; i < days.size(); ++i) days[next_day[loose.day_persons[i]]++] = loose.days[i];
  loose = {};
  const auto part = []<class T>(std::vector<T>& all, const std::vector<std::uint32_t>& part_ends, std::size_t i) {
    const auto from = all.begin() + (i == 0 ? 0 : part_ends[i - 1]);
    std::sort(from, all.begin() + part_ends[i]);
    return std::pair{from, std::unique(from, all.begin() + part_ends[i])};
  };
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const auto tokens = part(named, ends, i);
    for (auto at = tokens.first; at != tokens.second; ++at) {
      set.kinds.push_back(at->kind);
      set.tokens.push_back(at->token);
    }
    set.token_ends.push_back(static_cast<std::uint32_t>(set.tokens.size()));
    const auto of_days = part(days, day_ends, i);
    set.days.insert(set.days.end(), of_days.first, of_days.second);
    set.day_ends.push_back(static_cast<std::uint32_t>(set.days.size()));
  }
  return set;
}

record::StorePersons Collector::finish() {
  hash_waiting(true);
  ordinals_ = {};
  record::StorePersons found;
  found.people = in_order(std::exchange(people_, {}));
  found.decoys = in_order(std::exchange(decoys_, {}));
  return found;
}

}  // namespace wardwatch::stores::persons
