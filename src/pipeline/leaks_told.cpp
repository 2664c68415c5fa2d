#include "pipeline/leaks_told.hpp"

#include <algorithm>
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

void LeaksTold::on(const record::LeakMatch& row) {
  ++count_;
  record::LeakSummary& told = kept_.emplace_back();
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
  if (kept_.size() >= 2 * record::kLeaksToldMax) cut();
}

void LeaksTold::cut() {
  std::sort(kept_.begin(), kept_.end(), is_weightier);
  if (kept_.size() > record::kLeaksToldMax) kept_.resize(record::kLeaksToldMax);
}

std::vector<record::LeakSummary> LeaksTold::take() {
  cut();
  return std::move(kept_);
}

}  // namespace wardwatch::pipeline
