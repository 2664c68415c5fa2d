#include "pipeline/patients_at_risk.hpp"

#include <set>

namespace wardwatch::pipeline {
namespace {

struct AtRisk {
  std::uint64_t people = 0;
  std::uint64_t error = 0;
  std::string_view how;
};

/// The last part of a path: the report tells the rest where it tells of the store.
std::string_view last_part(std::string_view path) noexcept { return path.substr(path.find_last_of('/') + 1); }

AtRisk at_risk_in(std::string_view path, std::span<const record::StoreSummary> stores,
                  std::span<const record::LeakSummary> leaks) {
  for (const record::StoreSummary& store : stores) {
    if (store.path == path && store.contains_phi)
      return {store.individuals, store.individuals_error, "different people in "};
  }
  for (const record::LeakSummary& leak : leaks) {
    if (leak.store == path) return {leak.people_in_store, 0, "people in the fingerprints of "};
  }
  return {};
}

std::string how_many_at_risk(const AtRisk& most, std::string_view path, std::size_t stores) {
  std::string text{most.how};
  text += last_part(path);
  if (most.error > 0) text += ", give or take " + std::to_string(most.error);
  if (stores > 1)
    text += "; the largest of the " + std::to_string(stores) + " stores that it touches, which may share people";
  return text;
}

}  // namespace

void tell_patients_at_risk(std::span<const record::StoreSummary> stores, std::span<const record::LeakSummary> leaks,
                           std::vector<record::Incident>& incidents) {
  for (record::Incident& incident : incidents) {
    std::set<std::string_view> touched;
    AtRisk most;
    std::string_view largest;
    for (const record::Entity& entity : incident.entities) {
      if (entity.type != "store" || !touched.insert(entity.value).second) continue;
      const AtRisk counted = at_risk_in(entity.value, stores, leaks);
      if (counted.people <= most.people) continue;
      most = counted;
      largest = entity.value;
    }
    if (most.people > 0) incident.patients_at_risk = {most.people, how_many_at_risk(most, largest, touched.size())};
  }
}

}  // namespace wardwatch::pipeline
