#include "pipeline/stores_told.hpp"

#include <tuple>

namespace wardwatch::pipeline {
namespace {

bool is_weightier(const record::StoreSummary& a, const record::StoreSummary& b) {
  return std::tuple{b.contains_phi, b.individuals, b.rows, std::string_view{a.path}} <
         std::tuple{a.contains_phi, a.individuals, a.rows, std::string_view{b.path}};
}

}  // namespace

StoresTold::StoresTold() : kept_{record::kStoresToldMax, &is_weightier} {}

void StoresTold::on(const record::Datastore& row) {
  record::StoreSummary& told = kept_.add();
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
}

}  // namespace wardwatch::pipeline
