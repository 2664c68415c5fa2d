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
  if (finding.stage == "exfiltration") return "sent " + volume(finding.bytes);
  if (finding.rule == "beacon") return "called at regular intervals (" + std::to_string(finding.count) + " times)";
  return finding.title;
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
    step.first_seen = finding->first_seen;
    step.last_seen = finding->last_seen;
    step.bytes = outward ? finding->bytes : 0;
    step.findings = {finding->id};
    path.push_back(std::move(step));
  }
  return path;
}

}  // namespace wardwatch::incident
