#include "leak/matcher.hpp"

#include <doctest/doctest.h>

#include "leak/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::leak;
using namespace wardwatch::leak::testing;
using record::TokenKind;

namespace {

/// A person of the sample: number 1's tokens of the kinds `agree`, and a stranger's of the kinds `differ`.
MadePerson with(std::initializer_list<TokenKind> agree, std::initializer_list<TokenKind> differ) {
  MadePerson person;
  for (const TokenKind kind : agree) person.tokens.push_back(token(kind, 1));
  for (const TokenKind kind : differ) person.tokens.push_back(token(kind, 999));
  return person;
}

bool is_found(const MadePerson& person) {
  const std::vector<StoreFingerprints> stores{store_of("a", {somebody(0), somebody(1), somebody(2)})};
  const Index index{stores};
  const Matches matches = match(set_of({person}), index);
  if (matches.stores[0].pairs.empty()) return false;
  CHECK(matches.stores[0].pairs[0].person == 1);
  return true;
}

}  // namespace

TEST_CASE("somebody of whom everything agrees is found, a stranger is not") {
  CHECK(is_found(somebody(1)));
  CHECK(!is_found(somebody(77)));
}

TEST_CASE("one telling kind alone is enough, a household or initials are not") {
  CHECK(is_found(with({TokenKind::ssn}, {})));
  CHECK(is_found(with({TokenKind::name_birth, TokenKind::initials_birth}, {})));
  CHECK(is_found(with({TokenKind::insurer_id}, {})));
  CHECK(is_found(with({TokenKind::phone_name, TokenKind::phone_surname}, {})));
  CHECK(!is_found(with({TokenKind::phone_surname}, {})));
  CHECK(!is_found(with({TokenKind::initials_birth}, {})));
}

TEST_CASE("one error hides nobody of whom the rest agrees") {
  CHECK(
      is_found(with({TokenKind::name_birth, TokenKind::initials_birth, TokenKind::phone_name, TokenKind::phone_surname},
                    {TokenKind::ssn, TokenKind::insurer_id})));
  CHECK(is_found(with({TokenKind::ssn, TokenKind::initials_birth, TokenKind::phone_surname},
                      {TokenKind::name_birth, TokenKind::phone_name})));
  CHECK(is_found(with({TokenKind::ssn}, {TokenKind::name_birth, TokenKind::initials_birth, TokenKind::phone_name,
                                         TokenKind::phone_surname, TokenKind::insurer_id})));
  CHECK(is_found(with({TokenKind::name_birth, TokenKind::initials_birth},
                      {TokenKind::phone_name, TokenKind::phone_surname, TokenKind::insurer_id})));
}

TEST_CASE("namesakes and relatives are not taken for the person") {
  CHECK(!is_found(with({TokenKind::name_birth, TokenKind::initials_birth},
                       {TokenKind::ssn, TokenKind::phone_name, TokenKind::phone_surname, TokenKind::insurer_id})));
  CHECK(!is_found(with({TokenKind::phone_surname}, {TokenKind::name_birth, TokenKind::phone_name, TokenKind::ssn})));
  CHECK(!is_found(with({TokenKind::phone_surname, TokenKind::insurer_id},
                       {TokenKind::name_birth, TokenKind::initials_birth, TokenKind::phone_name})));
}

TEST_CASE("a token that more people share than can be told apart finds nobody") {
  std::vector<MadePerson> people;
  for (std::uint64_t i = 0; i <= Index::kSharersMax; ++i)
    people.push_back({{token(TokenKind::ssn, 5), token(TokenKind::email, i)}, {}});
  const std::vector<StoreFingerprints> stores{store_of("a", people)};
  const Index index{stores};
  CHECK(match(set_of({{{token(TokenKind::ssn, 5)}, {}}}), index).stores[0].pairs.empty());
  CHECK(match(set_of({{{token(TokenKind::email, 7)}, {}}}), index).stores[0].pairs.size() == 1);
}

TEST_CASE("each store is looked through by itself, and an empty one has nobody") {
  const std::vector<StoreFingerprints> stores{store_of("a", {somebody(1)}), store_of("b", {}),
                                              store_of("c", {somebody(3), somebody(1)})};
  const Index index{stores};
  const Matches matches = match(set_of({somebody(8), somebody(1)}), index);
  CHECK(matches.people == 2);
  CHECK(matches.stores[0].pairs.size() == 1);
  CHECK(matches.stores[1].pairs.empty());
  REQUIRE(matches.stores[2].pairs.size() == 1);
  CHECK(matches.stores[2].pairs[0].person == 1);
  CHECK(matches.stores[2].pairs[0].sample == 1);
}

TEST_CASE("without any store nobody is found") {
  const std::vector<StoreFingerprints> none;
  const Index index{none};
  CHECK(match(set_of({somebody(1)}), index).stores.empty());
}
