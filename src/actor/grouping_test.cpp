#include <doctest/doctest.h>

#include <algorithm>

#include "actor/grouping.hpp"
#include "actor/wording.hpp"

namespace wardwatch::actor {
namespace {

constexpr std::string_view kOne =
    "hello all, fresh base taken from a clinic, never sold before, only one hand will have it, escrow is welcome and "
    "please "
    "no time wasters, i guarantee the quality of every line in here";
constexpr std::string_view kOneAgain =
    "hi, another fresh base taken from a clinic, never sold before, only one hand will have it, escrow is welcome and "
    "please "
    "no time wasters, i guarantee the quality of each line";
constexpr std::string_view kOther =
    "big stock of documents today, scans and selfies of europeans, cheap for partners, support answers at night, shop "
    "works "
    "automatically, bulk buyers get their discount after the second order";

Sighting sighting(std::string path, std::string seller, std::vector<Identifier> identifiers,
                  std::string_view wording = {}) {
  return {std::move(path), std::move(seller), std::move(identifiers), std::string{wording}, std::nullopt};
}
Identifier valid(std::string kind, std::string value) { return {std::move(kind), std::move(value), true}; }

/// Paths of each group, the groups in their order.
std::vector<std::vector<std::string>> told(const std::vector<Sighting>& sightings,
                                           const std::vector<Decision>& decisions = {}) {
  std::vector<std::vector<std::string>> out;
  for (const Group& group : group(sightings, decisions)) {
    auto& paths = out.emplace_back();
    for (const std::size_t member : group.members) paths.push_back(sightings[member].path);
  }
  return out;
}
using Paths = std::vector<std::vector<std::string>>;

TEST_CASE("a validated identifier joins listings of two handles, and the link says so") {
  const std::vector<Sighting> seen{sighting("a", "cobalt", {valid("xmpp", "q@x.example")}),
                                   sighting("b", "pale", {valid("xmpp", "q@x.example")})};
  const auto groups = group(seen);
  REQUIRE(groups.size() == 1);
  REQUIRE(groups[0].links.size() == 1);
  CHECK(groups[0].links[0].is_strong);
  CHECK(groups[0].links[0].reason == "xmpp");
  CHECK(groups[0].confidence > 0.9);
}

TEST_CASE("an address that nobody can pay joins nobody alone, but does with the wording that it came with") {
  const Identifier broken{"wallet", "bc1qbroken", false};
  CHECK(told({sighting("a", "cobalt", {broken}), sighting("b", "pale", {broken})}) == Paths{{"a"}, {"b"}});
  CHECK(told({sighting("a", "cobalt", {broken}, kOne), sighting("b", "pale", {broken}, kOneAgain)}) ==
        Paths{{"a", "b"}});
}

TEST_CASE("reused wording joins where nothing speaks against it, and not under other handles and contacts") {
  CHECK(told({sighting("a", "", {}, kOne), sighting("b", "", {}, kOneAgain)}) == Paths{{"a", "b"}});
  const std::vector<Sighting> copied{sighting("a", "cobalt", {valid("email", "a@x.example")}, kOne),
                                     sighting("b", "pale", {valid("email", "b@x.example")}, kOneAgain)};
  CHECK(told(copied) == Paths{{"a"}, {"b"}});
  CHECK(group(copied)[0].doubts.size() == 1);
  CHECK(told({sighting("a", "", {}, kOne), sighting("b", "", {}, kOther)}) == Paths{{"a"}, {"b"}});
}

TEST_CASE("one handle is one actor, unless contacts and words differ") {
  CHECK(told({sighting("a", "Cobalt_Moth", {}, kOne), sighting("b", "cobaltmoth", {}, kOther)}) == Paths{{"a", "b"}});
  CHECK(told({sighting("a", "cobalt", {valid("email", "a@x.example")}, kOne),
              sighting("b", "cobalt", {valid("email", "b@x.example")}, kOther)}) == Paths{{"a"}, {"b"}});
}

TEST_CASE("a wallet planted in another's advert is told to be planted, and joins nobody") {
  const std::vector<Sighting> seen{
      sighting("a", "cobalt", {valid("email", "a@x.example"), valid("wallet", "bc1q1")}, kOne),
      sighting("b", "framer", {valid("email", "b@x.example"), valid("wallet", "bc1q1")}, kOther)};
  const auto groups = group(seen);
  REQUIRE(groups.size() == 2);
  REQUIRE(groups[0].doubts.size() == 1);
  CHECK(groups[0].doubts[0].find("planted") != std::string::npos);
}

TEST_CASE("another's contact beside the seller's own is told to be planted; his only contact is not") {
  const std::vector<Sighting> seen{
      sighting("a", "cobalt", {valid("email", "a@x.example"), valid("xmpp", "a@j.example")}, kOne),
      sighting("b", "framer", {valid("email", "a@x.example"), valid("telegram", "@framer")}, kOther)};
  CHECK(group(seen).size() == 2);
  CHECK(told({seen[0], sighting("b", "pale", {valid("email", "a@x.example")}, kOther)}) == Paths{{"a", "b"}});
}

TEST_CASE(
    "reports that name one actor are joined, whatever names and contacts differ, and no contact beside them is doubted "
    "for it") {
  const std::vector<Sighting> seen{
      sighting("a", "cobalt", {valid("email", "a@x.example"), valid("attribution", "threat-actor--1")}),
      sighting("b", "pale", {valid("email", "b@x.example"), valid("attribution", "threat-actor--1")}),
      sighting("c", "grey", {valid("email", "c@x.example"), valid("attribution", "threat-actor--2")})};
  const auto groups = group(seen);
  REQUIRE(groups.size() == 2);
  REQUIRE(groups[0].links.size() == 1);
  CHECK(groups[0].links[0].reason == "attribution");
  CHECK(groups[0].doubts.empty());
}

TEST_CASE("an escrow's contact in everybody's adverts joins nobody") {
  std::vector<Sighting> seen;
  for (int i = 0; i < 20; ++i)
    seen.push_back(sighting("p" + std::to_string(i), "seller" + std::to_string(i), {valid("telegram", "@escrow")}));
  CHECK(group(seen).size() == 20);
}

TEST_CASE("what a person pins is joined and what he forbids is not, also over a third") {
  const std::vector<Sighting> seen{sighting("a", "cobalt", {valid("xmpp", "q@x.example")}),
                                   sighting("b", "pale", {valid("xmpp", "q@x.example")}), sighting("c", "third", {})};
  CHECK(told(seen, {{Decision::Kind::pin, "a", "c"}}) == Paths{{"a", "b", "c"}});
  CHECK(told(seen, {{Decision::Kind::forbid, "cobalt", "pale"}}) == Paths{{"a"}, {"b"}, {"c"}});
  CHECK(told(seen, {{Decision::Kind::forbid, "cobalt", "pale"},
                    {Decision::Kind::pin, "a", "c"},
                    {Decision::Kind::pin, "b", "c"}})
            .size() == 2);
}

TEST_CASE("the order of the sightings makes no difference") {
  std::vector<Sighting> seen{sighting("a", "cobalt", {valid("xmpp", "q@x.example")}, kOne),
                             sighting("b", "pale", {valid("xmpp", "q@x.example")}), sighting("c", "pale", {}, kOther),
                             sighting("d", "other", {})};
  const Paths expected = told(seen);
  std::reverse(seen.begin(), seen.end());
  CHECK(told(seen) == expected);
}

TEST_CASE("nothing and empty listings are grouped to nothing and to one each") {
  CHECK(group({}).empty());
  CHECK(group({Sighting{}, Sighting{}}).size() == 2);
}

TEST_CASE("numbers, identifiers and plurals do not change a wording") {
  CHECK(shingles_of("selling 48,000 fresh lines of a clinic, mail a@b.example today please") ==
        shingles_of("selling 5 fresh line of a clinic mail c@d.example today please"));
  CHECK(similarity(shingles_of(kOne), shingles_of(kOneAgain)) > kWordingMin);
  CHECK(similarity(shingles_of(kOne), shingles_of(kOther)) == 0);
}

}  // namespace
}  // namespace wardwatch::actor
