#pragma once

#include <string>
#include <vector>

#include "record/schema.hpp"

namespace wardwatch::record {

/// A technique that was seen and that a group of ATT&CK is known for.
struct OverlapTechnique {
  std::string technique;
  std::string name;
  bool exact = false;
  std::uint64_t groups = 0;
};
template <>
inline constexpr auto schema_of<OverlapTechnique> =
    schema("overlap_technique", "A technique that was seen and that a group of ATT&CK is known for",
           field(1, "technique", &OverlapTechnique::technique, Unit::none, Content::technical, "ATT&CK's id"),
           field(2, "name", &OverlapTechnique::name, Unit::none, Content::technical, "Its name"),
           field(3, "exact", &OverlapTechnique::exact, Unit::none, Content::technical,
                 "Whether the group is known for this very one; else for its parent or another of the same parent"),
           field(4, "groups", &OverlapTechnique::groups, Unit::count, Content::technical,
                 "Groups of which the same can be said"));

/// How what was seen compares with what ATT&CK knows of one group. It is no attribution.
struct GroupOverlap {
  std::string group;
  std::string name;
  std::vector<std::string> aliases;
  std::string known_from;
  double score = 0;
  double by_chance = 1;
  std::uint64_t seen = 0;
  std::vector<OverlapTechnique> shared;
  std::uint64_t rare = 0;
  double expected_shared = 0;
  std::uint64_t group_techniques = 0;
  std::uint64_t groups_compared = 0;
  std::vector<std::string> not_seen;
};
template <>
inline constexpr auto schema_of<GroupOverlap> =
    schema("group_overlap", "Techniques that were seen beside those that ATT&CK knows of one group; no attribution",
           field(1, "group", &GroupOverlap::group, Unit::none, Content::technical, "ATT&CK's id of the group"),
           field(2, "name", &GroupOverlap::name, Unit::none, Content::technical, "Its name"),
           field(3, "aliases", &GroupOverlap::aliases, Unit::none, Content::technical, "Its other names"),
           field(4, "known_from", &GroupOverlap::known_from, Unit::none, Content::technical,
                 "Domain and version of ATT&CK, as installed"),
           field(5, "score", &GroupOverlap::score, Unit::ratio, Content::technical,
                 "Weight of the shared techniques over that of all that were seen; rare ones weigh more"),
           field(6, "by_chance", &GroupOverlap::by_chance, Unit::ratio, Content::technical,
                 "Chance that any of all groups, made of techniques at random, would score as high"),
           field(7, "seen", &GroupOverlap::seen, Unit::count, Content::technical, "Techniques seen that ATT&CK has"),
           field(8, "shared", &GroupOverlap::shared, Unit::none, Content::technical, "Those shared, the rarest first"),
           field(9, "rare", &GroupOverlap::rare, Unit::count, Content::technical,
                 "Of the shared, those that are exact and that at most a tenth of the groups use"),
           field(10, "expected_shared", &GroupOverlap::expected_shared, Unit::count, Content::technical,
                 "How many a random group with as many techniques would share"),
           field(11, "group_techniques", &GroupOverlap::group_techniques, Unit::count, Content::technical,
                 "Techniques that the group is known for"),
           field(12, "groups_compared", &GroupOverlap::groups_compared, Unit::count, Content::technical,
                 "Groups that were compared"),
           field(13, "not_seen", &GroupOverlap::not_seen, Unit::none, Content::technical,
                 "The group's rarest techniques of which nothing was seen: where to look next"));

}  // namespace wardwatch::record
