#include "pipeline/leaks_told.hpp"

#include <tuple>

namespace wardwatch::pipeline {
namespace {

int rank_of(std::string_view verdict) noexcept {
  if (verdict == "from-store") return 0;
  return verdict == "undecided" ? 1 : 2;
}

bool is_weightier(const record::LeakSummary& a, const record::LeakSummary& b) {
  return std::tuple{rank_of(a.verdict), b.matched, std::string_view{a.sample}, std::string_view{a.store}} <
         std::tuple{rank_of(b.verdict), a.matched, std::string_view{b.sample}, std::string_view{b.store}};
}

}  // namespace

LeaksTold::LeaksTold() : kept_{record::kLeaksToldMax, &is_weightier} {}

void LeaksTold::on(const record::LeakMatch& row) {
  record::LeakSummary& told = kept_.add();
  told.sample = row.sample;
  told.store = row.store;
  told.verdict = row.verdict;
  told.people_in_sample = row.people_in_sample;
  told.people_in_store = row.people_in_store;
  told.matched = row.matched;
  told.matched_low = row.matched_low;
  told.matched_high = row.matched_high;
  told.expected_by_chance = row.expected_by_chance;
  told.matched_elsewhere = row.matched_elsewhere;
  told.own_facts = row.own_facts;
  told.taken_after = row.taken_after;
  told.taken_before = row.taken_before;
  told.dated_people = row.dated_people;
  told.fields.assign(row.fields.begin(), row.fields.end());
}

}  // namespace wardwatch::pipeline
