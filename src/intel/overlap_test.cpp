#include "intel/overlap.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace wardwatch;
using namespace wardwatch::intel;

namespace {

/// Fifty groups that all use the first five techniques; each has six of its own, one of them a sub-technique.
Attack invented() {
  Attack attack;
  const auto id = [](std::size_t number, const std::string& sub) {
    std::string digits = std::to_string(number);
    return "T" + std::string(4 - digits.size(), '0') + digits + sub;
  };
  for (std::size_t i = 0; i < 5; ++i) attack.techniques.push_back({id(i, ""), "everyday"});
  for (std::size_t group = 0; group < 50; ++group) {
    for (std::size_t i = 0; i < 5; ++i) attack.techniques.push_back({id(100 + group * 10 + i, ""), "own"});
    attack.techniques.push_back({id(105 + group * 10, ""), "parent"});
    attack.techniques.push_back({id(105 + group * 10, ".001"), "own"});
    attack.techniques.push_back({id(105 + group * 10, ".002"), "nobody's"});
  }
  for (std::uint32_t group = 0; group < 50; ++group) {
    Group one{"G" + id(group, "").substr(1), "group " + std::to_string(group), {}, {0, 1, 2, 3, 4}};
    for (std::uint32_t i = 0; i < 5; ++i) one.techniques.push_back(5 + group * 8 + i);
    one.techniques.push_back(5 + group * 8 + 6);
    attack.groups.push_back(std::move(one));
  }
  return attack;
}

}  // namespace

TEST_CASE("the group whose own techniques were seen comes first, with the rarest shared first") {
  const Attack attack = invented();
  const Comparison comparison{attack};
  const auto ranked = comparison.rank({"T0000", "T0171", "T0170", "T0172", "T0001"});
  REQUIRE_FALSE(ranked.empty());
  const Overlap& first = ranked.front();
  CHECK(first.group->name == "group 7");
  CHECK(first.score == doctest::Approx(1.0));
  CHECK(first.rare_count == 3);
  CHECK(first.seen_count == 5);
  REQUIRE(first.shared.size() == 5);
  CHECK(first.shared[0].groups == 1);
  CHECK(first.shared[4].groups == 50);
  CHECK(first.by_chance < 0.01);
  CHECK(first.expected_shared < 5);
  CHECK(Comparison::is_told(first));
  CHECK_FALSE(Comparison::is_told(ranked[1]));
}

TEST_CASE("what everybody does tells nothing, however much of it was seen") {
  const Attack attack = invented();
  for (const Overlap& overlap : Comparison{attack}.rank({"T0000", "T0001", "T0002", "T0003", "T0004"})) {
    CHECK(overlap.rare_count == 0);
    CHECK_FALSE(Comparison::is_told(overlap));
    CHECK(overlap.by_chance == 1.0);
  }
}

TEST_CASE("a parent or a sibling counts for half of the family's weight, and is not rare") {
  const Attack attack = invented();
  const Comparison comparison{attack};
  const double exact = comparison.rank({"T0105.001"})[0].shared[0].weight;
  for (const std::string seen : {"T0105", "T0105.002"}) {
    const auto ranked = comparison.rank({seen});
    REQUIRE(ranked.size() == 1);
    CHECK_FALSE(ranked[0].shared[0].is_exact);
    CHECK(ranked[0].shared[0].weight == doctest::Approx(exact * kFamilyShare));
    CHECK(ranked[0].rare_count == 0);
    CHECK(ranked[0].score < 1);
  }
}

TEST_CASE("techniques that ATT&CK does not have are left out, and none at all gives nothing") {
  const Attack attack = invented();
  const Comparison comparison{attack};
  CHECK(comparison.rank({"T9999", "nonsense", ""}).empty());
  CHECK(comparison.rank({}).empty());
  CHECK(comparison.rank({"T0170", "T9999", "T0170"})[0].seen_count == 1);
}

TEST_CASE("the order of what was seen makes no difference") {
  const Attack attack = invented();
  const Comparison comparison{attack};
  const auto one = comparison.rank({"T0000", "T0170", "T0180"}), other = comparison.rank({"T0180", "T0000", "T0170"});
  REQUIRE(one.size() == other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    CHECK(one[i].group == other[i].group);
    CHECK(one[i].by_chance == other[i].by_chance);
  }
}

TEST_CASE("what else the group is known for is named, without relatives of what was seen") {
  const Attack attack = invented();
  const Comparison comparison{attack};
  const std::vector<std::string> seen{"T0170", "T0175"};
  const auto ranked = comparison.rank(seen);
  std::vector<std::string> left;
  for (const std::uint32_t place : comparison.not_seen(ranked[0], seen)) left.push_back(attack.techniques[place].id);
  CHECK(left ==
        std::vector<std::string>{"T0171", "T0172", "T0173", "T0174", "T0000", "T0001", "T0002", "T0003", "T0004"});
}

TEST_CASE("a catalogue without groups or uses is compared with without a fault") {
  CHECK(Comparison{Attack{}}.rank({"T0170"}).empty());
  Attack attack = invented();
  for (Group& group : attack.groups) group.techniques.clear();
  CHECK(Comparison{attack}.rank({"T0170"}).empty());
}

TEST_CASE("of a few groups, what one of them alone uses is rare") {
  Attack attack = invented();
  attack.groups.resize(5);
  const Comparison comparison{attack};
  CHECK(comparison.rank({"T0110", "T0000"})[0].rare_count == 1);
  CHECK(comparison.rank({"T0000"})[0].rare_count == 0);
}
