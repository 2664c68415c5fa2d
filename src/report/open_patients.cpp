#include <algorithm>
#include <set>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr std::size_t kAdviceMax = 5;

/// Nothing, or what anybody undoes who has the file.
bool is_unprotected(const record::StoreSummary& store) {
  return store.protection == "none" || store.protection == "header-password" || store.protection == "encoded";
}

}  // namespace

OpenPatients open_patients(const record::Manifest& manifest) {
  std::set<std::string_view> samples;
  for (const record::LeakSummary& leak : manifest.leaks) samples.insert(leak.sample);
  OpenPatients open;
  for (const record::StoreSummary& store : manifest.stores) {
    if (!store.contains_phi || store.individuals == 0 || !is_unprotected(store) || samples.contains(store.path))
      continue;
    open.people += store.individuals;
    ++open.stores;
    open.stores_for_everyone += store.exposure == "everyone" ? 1 : 0;
  }
  return open;
}

LeakedPatients leaked_patients(const record::Manifest& manifest) {
  std::set<std::string_view> stores;
  LeakedPatients leaked;
  for (const record::LeakSummary& leak : manifest.leaks) {
    if (leak.verdict != "from-store" || !stores.insert(leak.store).second) continue;
    leaked.people += leak.people_in_store;
    ++leaked.stores;
  }
  return leaked;
}

std::string OpenPatients::sentence() const {
  return (stores > 1 ? "up to " : "") + counted(people, "patient lies", "patients lie") + " open in " +
         counted(stores, "data store", "data stores");
}

bool can_show_attack(const record::Manifest& manifest) noexcept {
  return std::any_of(manifest.evidence.begin(), manifest.evidence.end(),
                     [](const record::Evidence& item) { return item.packets > 0 || item.events > 0; });
}

std::vector<std::string> first_advice(const std::vector<record::Finding>& findings) {
  std::vector<const record::Finding*> worst;
  for (const record::Finding& finding : findings) {
    if (finding.severity >= record::Severity::medium && !finding.advice.empty()) worst.push_back(&finding);
  }
  std::stable_sort(worst.begin(), worst.end(), [](const auto* a, const auto* b) { return a->severity > b->severity; });
  std::vector<std::string> advice;
  for (const record::Finding* finding : worst) {
    const bool is_new = std::find(advice.begin(), advice.end(), finding->advice) == advice.end();
    if (is_new && advice.size() < kAdviceMax) advice.push_back(finding->advice);
  }
  return advice;
}

}  // namespace wardwatch::report
