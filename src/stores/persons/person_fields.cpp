#include "stores/persons/person_fields.hpp"

#include <algorithm>

namespace wardwatch::stores::persons {
namespace {

using record::TokenKind;

constexpr char kBetween = '\x1F';  ///< In no folded value.

/// Both words in the order of the alphabet: columns may be swapped, or be named so that nobody knows which is which.
struct Pair {
  std::string_view first, second;
};
Pair pair_of(std::string_view given, std::string_view surname) noexcept {
  return given < surname ? Pair{given, surname} : Pair{surname, given};
}
Pair pair_of(const PersonName& name) noexcept { return pair_of(name.given.view(), name.surname.view()); }

void add_phones(const PersonFields& person, TokenTexts& texts, bool needs_last4) noexcept {
  const Pair pair = pair_of(person.name);
  for (const Folded& phone : person.phones) {
    if (phone.empty()) break;
    if (!person.birth.empty()) texts.add(TokenKind::phone_birth, phone.view(), person.birth.view());
    if (needs_last4 && !person.ssn.last4.empty())
      texts.add(TokenKind::phone_last4, phone.view(), person.ssn.last4.view());
    if (person.name.surname.empty()) continue;
    if (person.name.is_whole()) texts.add(TokenKind::phone_name, phone.view(), pair.first, pair.second);
    texts.add(TokenKind::phone_surname, phone.view(), person.name.surname.view());
    // Whoever is called Thomas Thomas has each token once.
    if (person.is_order_open && !person.name.given.empty() && !(person.name.given == person.name.surname))
      texts.add(TokenKind::phone_surname, phone.view(), person.name.given.view());
  }
}

void add_names(const PersonFields& person, TokenTexts& texts, bool is_full) noexcept {
  if (!person.name.is_whole()) return;
  const Pair pair = pair_of(person.name);
  if (!person.birth.empty()) {
    texts.add(TokenKind::name_birth, person.birth.view(), pair.first, pair.second);
    const Pair initials = pair_of(person.name.given.view().substr(0, 1), person.name.surname.view().substr(0, 1));
    texts.add(TokenKind::initials_birth, person.birth.view(), initials.first, initials.second);
  }
  if (is_full && !person.ssn.last4.empty())
    texts.add(TokenKind::last4_name, person.ssn.last4.view(), pair.first, pair.second);
}

void add_all(TokenTexts& texts, TokenKind kind, std::span<const Folded> values) noexcept {
  for (const Folded& value : values) {
    if (!value.empty()) texts.add(kind, value.view());
  }
}

}  // namespace

void TokenTexts::add(TokenKind kind, std::string_view first, std::string_view second, std::string_view third) noexcept {
  if (size_ == kMax) return;
  KeyedHash::Text& to = texts_[size_++];
  to.clear();
  to.bytes[0] = static_cast<char>(kind);
  to.size = 1;
  for (const std::string_view part : {first, second, third}) {
    if (part.empty() || to.size + 1 + part.size() > to.bytes.size()) continue;
    to.bytes[to.size++] = kBetween;
    to.append(part);
  }
}

void TokenTexts::drop(std::size_t count) noexcept {
  std::copy(texts_.begin() + static_cast<std::ptrdiff_t>(count), texts_.begin() + static_cast<std::ptrdiff_t>(size_),
            texts_.begin());
  size_ -= count;
}

void add_token_texts(const PersonFields& person, bool is_sample, TokenTexts& texts) noexcept {
  const bool needs_last4 = !is_sample || person.ssn.nine.empty();
  if (!person.ssn.nine.empty()) texts.add(TokenKind::ssn, person.ssn.nine.view());
  if (needs_last4 && !person.ssn.last4.empty() && !person.birth.empty())
    texts.add(TokenKind::last4_birth, person.ssn.last4.view(), person.birth.view());
  add_names(person, texts, needs_last4);
  add_phones(person, texts, needs_last4);
  add_all(texts, TokenKind::mrn, person.mrns);
  add_all(texts, TokenKind::insurer_id, person.insurers);
  if (!person.email.empty()) texts.add(TokenKind::email, person.email.view());
  if (!person.record.empty()) texts.add(TokenKind::record_id, person.record.view());
}

}  // namespace wardwatch::stores::persons
