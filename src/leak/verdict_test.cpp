#include "leak/verdict.hpp"

#include <doctest/doctest.h>

#include "leak/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::leak;
using namespace wardwatch::leak::testing;
using record::TokenKind;

namespace {

std::vector<MadePerson> people(std::uint64_t from, std::uint64_t until) {
  std::vector<MadePerson> all;
  for (std::uint64_t i = from; i < until; ++i) all.push_back(somebody(i));
  return all;
}

std::vector<MadePerson> together(std::vector<MadePerson> a, const std::vector<MadePerson>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// With decoys of whom nobody is known.
std::vector<StoreAnswer> answers(const std::vector<MadePerson>& sample, const std::vector<StoreFingerprints>& stores,
                                 const std::vector<MadePerson>& decoys = people(1'000'000, 1'000'400)) {
  const Index index{stores};
  return answer({set_of(sample), set_of(decoys)}, index);
}

}  // namespace

TEST_CASE("a sample of a store is from it, and not from one that shares some patients with it") {
  const auto all = answers(people(0, 100), {store_of("a", people(0, 1'000)), store_of("b", people(95, 800)),
                                            store_of("c", people(5'000, 6'000))});
  REQUIRE(all.size() == 3);
  CHECK(all[0].verdict == Verdict::from_store);
  CHECK(all[0].matched == 100);
  CHECK(all[0].people_in_store == 1'000);
  CHECK(all[0].low <= 100);
  CHECK(all[0].by_chance < 0.2);
  CHECK(all[2].verdict == Verdict::not_from_store);
  CHECK(all[2].matched == 0);
}

TEST_CASE("those whom a better store has explain themselves") {
  const auto all = answers(people(0, 100), {store_of("a", people(0, 1'000)), store_of("b", people(90, 800))});
  CHECK(all[1].matched == 10);
  CHECK(all[1].elsewhere == 10);
  CHECK(all[1].verdict == Verdict::not_from_store);
}

TEST_CASE("a sample that is half from elsewhere is still from the store") {
  const auto all = answers(together(people(0, 100), people(9'000, 9'060)), {store_of("a", people(0, 1'000))});
  CHECK(all[0].matched == 100);
  CHECK(all[0].people_in_sample == 160);
  CHECK(all[0].verdict == Verdict::from_store);
}

TEST_CASE("some patients in common prove nothing, unless the sample tells what only the store gives out") {
  const auto shared = together(people(0, 10), people(9'000, 9'090));
  CHECK(answers(shared, {store_of("a", people(0, 1'000))})[0].verdict == Verdict::undecided);
  auto with_numbers = shared, store = people(0, 1'000);
  for (std::uint64_t i = 0; i < store.size(); ++i) store[i].tokens.push_back(token(TokenKind::mrn, i));
  for (std::uint64_t i = 0; i < 10; ++i) with_numbers[i].tokens.push_back(token(TokenKind::mrn, i));
  const auto all = answers(with_numbers, {store_of("a", store)});
  CHECK(all[0].own_facts == 10);
  CHECK(all[0].verdict == Verdict::from_store);
}

TEST_CASE("when decoys are found as often as people, nothing is concluded") {
  const auto all = answers(people(0, 30), {store_of("a", people(0, 1'000))}, people(200, 600));
  CHECK(all[0].by_chance > 25);
  CHECK(all[0].low == 0);
  CHECK(all[0].verdict == Verdict::undecided);
}

TEST_CASE("a sample of two people decides nothing, one of nobody has no answer") {
  CHECK(answers(people(0, 2), {store_of("a", people(0, 1'000))})[0].verdict == Verdict::undecided);
  CHECK(answers({}, {store_of("a", people(0, 1'000))}).empty());
}

TEST_CASE("of a store and its copy one is the source and the other may be") {
  const auto all = answers(people(0, 100), {store_of("a", people(0, 1'000)), store_of("b", people(0, 1'000))});
  CHECK(all[0].verdict == Verdict::from_store);
  CHECK(all[1].verdict == Verdict::undecided);
}

TEST_CASE("Poisson's upper tail") {
  CHECK(at_least_by_chance(0, 1) == 1);
  CHECK(at_least_by_chance(1, 0) == 0);
  CHECK(at_least_by_chance(1, 0.5) == doctest::Approx(0.39347).epsilon(0.001));
  CHECK(at_least_by_chance(3, 0.5) == doctest::Approx(0.01439).epsilon(0.001));
  CHECK(at_least_by_chance(2'000, 1'000) < 1e-9);
  CHECK(at_least_by_chance(10, 1e6) == 1);
}
