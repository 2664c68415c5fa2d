#include "pipeline/leak_rows.hpp"

#include "core/hash.hpp"
#include "record/uid.hpp"

namespace wardwatch::pipeline {

std::optional<Timestamp> start_of(std::optional<std::int32_t> day) {
  if (!day) return std::nullopt;
  return Timestamp{std::chrono::days{*day}};
}

namespace {

record::Uid uid_of(const record::Datastore& sample, std::string_view store) {
  std::uint64_t high = hash_text(sample.at.uid.view(), hash_text(sample.path));
  std::uint64_t low = combine64(sample.size_bytes, hash_text(store));
  high = combine64(high, low);
  low = combine64(low, high);
  return record::uid_of_bits('L', high, low);
}

}  // namespace

void add_leak_rows(const record::Datastore& sample, const record::StorePersons& people, const leak::Index& index,
                   record::Batch<record::LeakMatch>& batch) {
  for (const leak::StoreAnswer& answer : leak::answer(people, index)) {
    if (answer.people_in_store == 0) continue;
    record::LeakMatch row;
    const std::string store = index.stores()[answer.store].path();
    row.at = sample.at;
    row.at.uid = uid_of(sample, store);
    row.sample = batch.keep(sample.path);
    row.store = batch.keep(store);
    row.people_in_sample = answer.people_in_sample;
    row.people_in_store = answer.people_in_store;
    row.matched = answer.matched;
    row.matched_low = answer.low;
    row.matched_high = answer.high;
    row.expected_by_chance = answer.by_chance;
    row.matched_elsewhere = answer.elsewhere;
    row.own_facts = answer.own_facts;
    row.verdict = name_of(answer.verdict);
    row.taken_after = start_of(answer.window.after);
    row.taken_before = start_of(answer.window.before);
    row.dated_people = answer.window.dated.size();
    row.fields = batch.keep_list(sample.phi_classes);
    std::vector<std::string_view> kinds;
    for (const record::TokenKind kind : answer.agreed_by) kinds.push_back(record::name_of(kind));
    row.agreed_by = batch.keep_list(kinds);
    batch.add(row);
  }
}

}  // namespace wardwatch::pipeline
