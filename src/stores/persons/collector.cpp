#include "stores/persons/collector.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/hash.hpp"
#include "core/huge_pages.hpp"

namespace wardwatch::stores::persons {
namespace {

constexpr unsigned kSlotsMinLog2 = 10;
constexpr std::uint64_t kExpectedMax = 4'000'000;  ///< Rows for which room is made at once.
constexpr std::size_t kPeopleTelling = 1'000;      ///< So many tell how many tokens and days a person has.

/// Of the items of each person where the first one is, and behind the last person how many there are.
std::vector<std::uint32_t> starts_of(const std::vector<std::uint32_t>& ends, const std::vector<std::uint32_t>& more) {
  std::vector<std::uint32_t> starts(ends.size() + 1, 0);
  for (std::size_t i = 0; i < ends.size(); ++i) starts[i + 1] = ends[i] - (i == 0 ? 0 : ends[i - 1]);
  for (const std::uint32_t person : more) ++starts[person + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  return starts;
}

/// All items by person, those of the first list before those of the second.
template <class Item, class First, class Second>
std::vector<Item> by_person(const std::vector<std::uint32_t>& starts, const std::vector<std::uint32_t>& ends,
                            First&& first, const std::vector<std::uint32_t>& persons, Second&& second) {
  std::vector<Item> items(starts.back());
  std::vector<std::uint32_t> next{starts.begin(), starts.end() - 1};
  for (std::size_t i = 0, at = 0; i < ends.size(); ++i) {
    for (; at < ends[i]; ++at) items[next[i]++] = first(at);
  }
  for (std::size_t i = 0; i < persons.size(); ++i) items[next[persons[i]]++] = second(i);
  return items;
}

/// Each item of each person once and in order; `take` gets what is left, `done` is called behind each person.
template <class Item, class Take, class Done>
void each_once(std::vector<Item>& items, const std::vector<std::uint32_t>& starts, Take&& take, Done&& done) {
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const auto from = items.begin() + starts[i], to = items.begin() + starts[i + 1];
    std::sort(from, to);
    std::for_each(from, std::unique(from, to), take);
    done();
  }
}

struct Named {
  record::TokenKind kind;
  std::uint64_t token;
  friend auto operator<=>(const Named&, const Named&) = default;
};

}  // namespace

void Collector::Ordinals::put(const Slot& slot) noexcept {
  std::size_t at = slot.key >> shift_;
  while (slots_[at].key != 0) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
}

void Collector::Ordinals::grow(unsigned slots_log2) {
  const std::vector<Slot> old = std::exchange(slots_, {});
  shift_ = 64 - slots_log2;
  reserve_huge(slots_, std::size_t{1} << slots_log2);
  slots_.resize(std::size_t{1} << slots_log2);
  for (const Slot& slot : old) {
    if (slot.key != 0) put(slot);
  }
}

void Collector::Ordinals::make_room(std::size_t keys) {
  const auto slots_log2 = static_cast<unsigned>(std::bit_width((size_ + keys) / 3 * 4));
  if ((std::size_t{1} << slots_log2) > slots_.size() && slots_log2 >= kSlotsMinLog2) grow(slots_log2);
}

std::uint32_t Collector::Ordinals::of(std::uint64_t key, std::uint32_t next) {
  if (4 * (size_ + 1) > 3 * slots_.size()) grow(slots_.empty() ? kSlotsMinLog2 : 65 - shift_);
  for (std::size_t at = key >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
    Slot& slot = slots_[at];
    if (slot.key == key) return slot.ordinal;
    if (slot.key != 0) continue;
    slot = {key, next};
    ++size_;
    return next;
  }
}

std::uint64_t Collector::key_of(const PersonFields& person) noexcept {
  const auto key = [](std::uint64_t kind, std::string_view first, std::string_view second = {},
                      std::string_view third = {}) {
    std::uint64_t hash = hash_text(first, kind);
    for (const std::string_view part : {second, third}) {
      if (!part.empty()) hash = combine64(hash, hash_text(part));
    }
    return hash;
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

void Collector::hash_waiting(bool is_last) {
  if (texts_.size() < TokenTexts::kEnough && !is_last) return;
  std::size_t at = 0;
  for (; at < texts_.size() && (is_last || at + KeyedHash::kLanes <= texts_.size()); at += KeyedHash::kLanes) {
    KeyedHash::Texts lanes;
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      lanes[lane] = &texts_[std::min(at + lane, texts_.size() - 1)];
    std::array<std::uint64_t, KeyedHash::kLanes> digests{};
    hash_.of_eight(lanes, digests);
    for (std::size_t lane = 0; lane < lanes.size() && at + lane < texts_.size(); ++lane)
      (*places_[at + lane].tokens)[places_[at + lane].at] = digests[lane];
  }
  at = std::min(at, texts_.size());
  std::copy(places_.begin() + static_cast<std::ptrdiff_t>(at),
            places_.begin() + static_cast<std::ptrdiff_t>(texts_.size()), places_.begin());
  texts_.drop(at);
}

void Collector::append(record::PersonSet& set, std::span<const record::DatedFact> days) {
  const auto room_for = [&](auto& vector, std::size_t more) {
    if (vector.size() + more <= vector.capacity()) return;
    const std::size_t people = set.size() + 1;
    const bool is_told = people > kPeopleTelling && people_expected_ > people;
    make_room(vector, more, is_told ? (vector.size() + vector.size() / 16) * people_expected_ / people : 0);
  };
  room_for(set.tokens, texts_.size() - waiting_before_);
  room_for(set.kinds, texts_.size() - waiting_before_);
  room_for(set.days, days.size());
  for (std::size_t i = waiting_before_; i < texts_.size(); ++i) {
    places_[i] = {&set.tokens, set.tokens.size()};
    set.tokens.push_back(0);
    set.kinds.push_back(texts_.kind_of(i));
  }
  set.token_ends.push_back(static_cast<std::uint32_t>(set.tokens.size()));
  const auto first_day = static_cast<std::ptrdiff_t>(set.days.size());
  set.days.insert(set.days.end(), days.begin(), days.end());
  if (days.size() > 1) {
    std::sort(set.days.begin() + first_day, set.days.end());
    set.days.erase(std::unique(set.days.begin() + first_day, set.days.end()), set.days.end());
  }
  set.day_ends.push_back(static_cast<std::uint32_t>(set.days.size()));
}

void Collector::append_later(std::uint32_t person, std::span<const record::DatedFact> days) {
  for (std::size_t i = waiting_before_; i < texts_.size(); ++i) {
    places_[i] = {&later_.tokens, later_.tokens.size()};
    later_.persons.push_back(person);
    later_.kinds.push_back(texts_.kind_of(i));
    later_.tokens.push_back(0);
  }
  later_.day_persons.insert(later_.day_persons.end(), days.size(), person);
  later_.days.insert(later_.days.end(), days.begin(), days.end());
}

void Collector::expect(std::uint64_t rows) {
  const auto more = static_cast<std::size_t>(std::min(rows, kExpectedMax));
  people_expected_ = people_.size() + more;
  make_room(people_.token_ends, more, people_expected_);
  make_room(people_.day_ends, more, people_expected_);
  ordinals_.make_room(more);
}

bool Collector::add(const PersonFields& person, std::span<const record::DatedFact> days) {
  const std::size_t tokens = people_.tokens.size() + later_.tokens.size();
  if (people_.size() >= record::kPeopleMax || tokens + TokenTexts::kOfPersonMax > record::kTokensMax ||
      people_.days.size() + later_.days.size() + days.size() > record::kTokensMax) {
    ++left_out_;
    return false;
  }
  const std::uint64_t key = key_of(person);
  if (key == 0) return false;  // Of nobody who could be known again.
  ordinals_.expect(key);
  waiting_before_ = texts_.size();
  add_token_texts(person, purpose_ == Purpose::sample, texts_);
  const auto next = static_cast<std::uint32_t>(people_.size());
  const std::uint32_t ordinal = ordinals_.of(key, next);
  if (ordinal == next) append(people_, days);
  else append_later(ordinal, days);
  hash_waiting(false);
  return true;
}

void Collector::add_decoy(const PersonFields& person) {
  waiting_before_ = texts_.size();
  add_token_texts(person, purpose_ == Purpose::sample, texts_);
  append(decoys_, {});
  hash_waiting(false);
}

record::PersonSet Collector::joined(record::PersonSet first, Later later) {
  if (later.tokens.empty() && later.days.empty()) return first;
  record::PersonSet set;
  const auto starts = starts_of(first.token_ends, later.persons);
  auto named = by_person<Named>(
      starts, first.token_ends,
      [&](std::size_t i) {
        return Named{first.kinds[i], first.tokens[i]};
      },
      later.persons,
      [&](std::size_t i) {
        return Named{later.kinds[i], later.tokens[i]};
      });
  each_once(
      named, starts,
      [&](const Named& one) {
        set.kinds.push_back(one.kind);
        set.tokens.push_back(one.token);
      },
      [&] { set.token_ends.push_back(static_cast<std::uint32_t>(set.tokens.size())); });
  named = {};
  const auto day_starts = starts_of(first.day_ends, later.day_persons);
  auto days = by_person<record::DatedFact>(
      day_starts, first.day_ends, [&](std::size_t i) { return first.days[i]; }, later.day_persons,
      [&](std::size_t i) { return later.days[i]; });
  each_once(
      days, day_starts, [&](record::DatedFact day) { set.days.push_back(day); },
      [&] { set.day_ends.push_back(static_cast<std::uint32_t>(set.days.size())); });
  return set;
}

record::StorePersons Collector::finish() {
  hash_waiting(true);
  ordinals_ = {};
  record::StorePersons found;
  found.people = joined(std::exchange(people_, {}), std::exchange(later_, {}));
  found.decoys = std::exchange(decoys_, {});
  return found;
}

}  // namespace wardwatch::stores::persons
