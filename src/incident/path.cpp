#include "core/volume.hpp"
#include "incident/story.hpp"
#include "incident/words.hpp"

namespace wardwatch::incident {
namespace {

using record::Finding;

/// The step in a few words: our own where we have some for the rule or the stage, else the finding's title.
std::string how(const Finding& finding) {
  const std::string attempts = " (" + std::to_string(finding.count) + (finding.count == 1 ? " attempt)" : " attempts)");
  if (finding.rule == "rdp-slow-guessing") return "guessed passwords slowly over RDP" + attempts;
  if (finding.rule == "rdp-guessing-tool-account")
    return "called with the user name of a guessing tool over RDP" + attempts;
  if (is_of_sigma(finding) || is_local(finding)) return what(finding);
  if (is_guessing(finding)) return "guessed passwords" + over(finding) + attempts;
  if (is_refuted_by_host(finding)) return "was refused over RDP" + as_account(finding);
  if (finding.rule == "rdp-login-after-guessing") return "logged on over RDP" + as_account(finding);
  if (is_leak(finding)) return what(finding);
  if (finding.stage == "exfiltration") return "sent " + volume(finding.bytes);
  if (finding.rule == "beacon") return "called at regular intervals (" + std::to_string(finding.count) + " times)";
  return finding.title;
}

/// The last part of each path, or of a name: what a person calls it.
std::set<std::string> called(const std::set<std::string>& paths) {
  std::set<std::string> names;
  for (const std::string& path : paths) names.insert(path.substr(path.find_last_of('/') + 1));
  return names;
}

/// What was stolen goes from a store to who offers it, or to the sample that shows it.
void tell_leak(const Finding& finding, record::PathStep& step) {
  const auto stores = called(entities_of(finding, "store", "store"));
  auto takers = called(entities_of(finding, "seller", "actor"));
  if (takers.empty()) takers = called(entities_of(finding, "sample", "file"));
  if (takers.empty()) takers = called(entities_of(finding, "listing", "file"));
  step.from = stores.empty() ? "a store not known yet" : one_or_many(stores, "stores");
  step.to = one_or_many(takers, "sellers");
}

}  // namespace

std::vector<record::PathStep> path_of(const Members& members) {
  std::vector<record::PathStep> path;
  for (const Finding* finding : members.findings) {
    const bool outward = victim_acts(*finding);
    record::PathStep step;
    step.from = outward ? victims(*finding) : attackers(*finding);
    // What was done on a machine goes nowhere else.
    step.to = outward && !is_local(*finding) ? attackers(*finding) : victims(*finding);
    step.how = how(*finding);
    if (is_leak(*finding)) tell_leak(*finding, step);
    step.first_seen = finding->first_seen;
    step.last_seen = finding->last_seen;
    step.bytes = outward ? finding->bytes : 0;
    step.findings = {finding->id};
    path.push_back(std::move(step));
  }
  return path;
}

}  // namespace wardwatch::incident
