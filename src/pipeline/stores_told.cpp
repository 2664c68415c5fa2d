#include "pipeline/stores_told.hpp"

#include <algorithm>
#include <tuple>

namespace wardwatch::pipeline {
namespace {

bool is_weightier(const record::StoreSummary& a, const record::StoreSummary& b) {
  return std::tuple{b.contains_phi, b.individuals, b.rows, std::string_view{a.path}} <
         std::tuple{a.contains_phi, a.individuals, a.rows, std::string_view{b.path}};
}

}  // namespace

void StoresTold::on(const record::Datastore& row) {
  ++count_;
  record::StoreSummary& told = kept_.emplace_back();
  told.path = row.path;
  told.kind = row.kind;
  told.protection = row.protection;
  told.exposure = row.exposure;
  told.readable = row.readable;
  told.contains_phi = row.contains_phi;
  told.phi_classes.assign(row.phi_classes.begin(), row.phi_classes.end());
  told.rows = row.rows;
  told.individuals = row.individuals;
  told.individuals_error = row.individuals_error;
  told.first_activity = row.first_activity;
  told.last_activity = row.last_activity;
  told.problem = row.problem.value_or("");
  if (kept_.size() >= 2 * record::kStoresToldMax) cut();
}

void StoresTold::cut() {
  std::sort(kept_.begin(), kept_.end(), is_weightier);
  if (kept_.size() > record::kStoresToldMax) kept_.resize(record::kStoresToldMax);
}

std::vector<record::StoreSummary> StoresTold::take() {
  cut();
  return std::move(kept_);
}

}  // namespace wardwatch::pipeline
