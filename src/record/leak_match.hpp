#pragma once

#include "record/datastore.hpp"

namespace wardwatch::record {

/// A sample of people's data beside one store of ours whose fingerprints were taken: how many of its people are in the
/// store, whether it was copied from there, and when. Counts, classes and days; not one value out of either.
struct LeakMatch {
  StoreRef at;
  std::string_view sample;
  std::string_view store;
  std::uint64_t people_in_sample = 0;
  std::uint64_t people_in_store = 0;
  std::uint64_t matched = 0;
  std::uint64_t matched_low = 0;
  std::uint64_t matched_high = 0;
  double expected_by_chance = 0;
  std::uint64_t matched_elsewhere = 0;
  std::uint64_t own_facts = 0;
  std::string_view verdict;
  std::optional<Timestamp> taken_after;
  std::optional<Timestamp> taken_before;
  std::uint64_t dated_people = 0;
  TextList fields;
  TextList agreed_by;
};

template <>
inline constexpr auto schema_of<LeakMatch> = schema(
    "leak_match", "One sample of people's data beside one store whose fingerprints are known",
    field(1, "ts", &LeakMatch::at, &StoreRef::ts, Unit::time, Content::technical, "When the sample was last changed"),
    field(2, "uid", &LeakMatch::at, &StoreRef::uid, Unit::none, Content::technical,
          "Id of the pair, made from the sample's path and content and the store's"),
    field(3, "source", &LeakMatch::at, &StoreRef::source, Unit::none, Content::technical,
          "Index into the manifest's evidence"),
    field(4, "sample", &LeakMatch::sample, Unit::none, Content::free,
          "Where the sample is; what is inside an archive stands behind !/"),
    field(5, "store", &LeakMatch::store, Unit::none, Content::free,
          "Path under which the store's fingerprints were taken"),
    field(6, "people_in_sample", &LeakMatch::people_in_sample, Unit::count, Content::technical,
          "Different people in the sample who have something to compare"),
    field(7, "people_in_store", &LeakMatch::people_in_store, Unit::count, Content::technical,
          "People in the store: whom it would concern if all of it went"),
    field(8, "matched", &LeakMatch::matched, Unit::count, Content::technical,
          "People of the sample found in the store"),
    field(9, "matched_low", &LeakMatch::matched_low, Unit::count, Content::technical,
          "Least that are in both, chance taken off (95 %)"),
    field(10, "matched_high", &LeakMatch::matched_high, Unit::count, Content::technical,
          "Most that are in both, with those whom errors in the sample hide"),
    field(11, "expected_by_chance", &LeakMatch::expected_by_chance, Unit::count, Content::technical,
          "People that a sample of strangers of this size and kind would show, measured with decoys"),
    field(12, "matched_elsewhere", &LeakMatch::matched_elsewhere, Unit::count, Content::technical,
          "Of the matched, those that a store which fits better has too"),
    field(13, "own_facts", &LeakMatch::own_facts, Unit::count, Content::technical,
          "Of the matched, those of whom the sample tells what this store alone gives out: record number, day of "
          "service"),
    field(14, "verdict", &LeakMatch::verdict, Unit::none, Content::technical, "from-store, not-from-store, undecided"),
    field(15, "taken_after", &LeakMatch::taken_after, Unit::time, Content::technical,
          "Latest day that the sample knows of: the copy was taken on it or later"),
    field(16, "taken_before", &LeakMatch::taken_before, Unit::time, Content::technical,
          "First day that the sample would show and does not: the copy was taken on it or earlier"),
    field(17, "dated_people", &LeakMatch::dated_people, Unit::count, Content::technical,
          "People whose days of service date the copy"),
    field(18, "fields", &LeakMatch::fields, Unit::none, Content::technical, "Classes of personal data in the sample"),
    field(19, "agreed_by", &LeakMatch::agreed_by, Unit::none, Content::technical,
          "Kinds of tokens by which people were found, the most frequent first"));

}  // namespace wardwatch::record
