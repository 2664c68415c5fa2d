#include "detect/sigma/words.hpp"

#include <algorithm>
#include <array>

namespace wardwatch::detect::sigma {
namespace {

struct Tactic {
  std::string_view name;
  std::string_view plain;
  std::string_view advice;
};

constexpr std::array<Tactic, 14> kTactics{{
    {"reconnaissance", "Somebody collects what can be known about your computers, as before an attack.",
     "See whether the same source did more than look."},
    {"resource-development", "Tools for an attack were seen being prepared.",
     "Find out who brought the file here, and whether it was run."},
    {"initial-access", "Somebody may have come in from outside.",
     "Ask the account's owner about this logon. If nobody knows of it, take the computer off the network and reset the "
     "password."},
    {"execution", "A program was run in a way in which attackers run theirs.",
     "See who started it and what it started in turn. If nobody can say, isolate the computer and keep its memory."},
    {"persistence", "Something was set up that would let an intruder come back, also after a restart.",
     "Find out who set it up. If nobody did, isolate the computer and have it examined before you remove anything."},
    {"privilege-escalation", "Somebody tried to get more rights on a computer than they should have.",
     "Check which account it was and what it did afterwards; treat the computer as taken over until you know."},
    {"defense-evasion", "Somebody hid their work, or switched off what would have shown it.",
     "Ask the administrators. If it was none of them, look for what was hidden at that time, in other logs and "
     "copies."},
    {"credential-access", "Somebody went after passwords or what can be used in their place.",
     "Treat passwords that were used on this computer as known to a stranger, and reset them from a clean one."},
    {"discovery", "Somebody looked around: which accounts, computers and shares there are.",
     "See what the same account did before and after. Alone this is often an administrator's work."},
    {"lateral-movement", "Somebody moved, or tried to move, from one computer to another.",
     "Find out whether this connection is anybody's work. If not, isolate both computers."},
    {"collection", "Somebody gathered files or screens, as before taking them away.",
     "See which files they were and where they went; if patients' data is among them, tell the privacy officer."},
    {"command-and-control", "A computer may be steered from outside.",
     "Block the address it talks to and examine the computer."},
    {"exfiltration", "Data may have been taken away.",
     "Find out what was sent and to whom. If patients' data is among it, the privacy officer must know today."},
    {"impact", "Something was damaged or made ready to be: back-ups deleted, services stopped, files encrypted.",
     "Isolate the computer now and check that your back-ups are safe and out of reach."},
}};

const Tactic* tactic_named(std::string_view name) noexcept {
  const auto found =
      std::find_if(kTactics.begin(), kTactics.end(), [&](const Tactic& tactic) { return tactic.name == name; });
  return found == kTactics.end() ? nullptr : &*found;
}

}  // namespace

std::string stage_of(const Rule& rule) {
  if (!rule.telling.stage.empty()) return rule.telling.stage;
  for (const std::string& tag : rule.tags) {
    if (!tag.starts_with("attack.")) continue;
    std::string name = tag.substr(7);
    std::replace(name.begin(), name.end(), '_', '-');
    if (name == "stealth" || name == "defense-impairment")
      name = "defense-evasion";  // ATT&CK's names since version 18.
    if (tactic_named(name) != nullptr) return name;
  }
  return "execution";
}

Telling telling_of(const Rule& rule) {
  Telling telling = rule.telling;
  telling.stage = stage_of(rule);
  if (const Tactic* tactic = tactic_named(telling.stage); tactic != nullptr) {
    if (telling.explain_plain.empty()) telling.explain_plain = tactic->plain;
    if (telling.advice.empty()) telling.advice = tactic->advice;
  }
  if (!telling.innocent_explanation.empty()) return telling;
  for (const std::string& positive : rule.false_positives) {
    if (positive == "Unknown" || positive == "Unlikely" || positive == "None") continue;
    telling.innocent_explanation += (telling.innocent_explanation.empty() ? "" : "; ") + positive;
  }
  if (telling.innocent_explanation.empty()) telling.innocent_explanation = "The rule's authors know of none.";
  return telling;
}

double confidence_of(const Rule& rule) {
  const bool is_ours = !rule.telling.explain_plain.empty();
  if (is_ours) return rule.correlation ? 0.85 : 0.75;
  if (rule.status == "stable") return 0.7;
  if (rule.status == "test") return 0.6;
  return rule.status == "experimental" ? 0.5 : 0.4;
}

}  // namespace wardwatch::detect::sigma
