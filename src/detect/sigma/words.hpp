#pragma once

#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// The ATT&CK tactic that a rule's finding belongs to: its own word, or the first tactic among its tags.
[[nodiscard]] std::string stage_of(const Rule& rule);
/// What a finding of the rule says for people: its own words, or those of its tactic.
[[nodiscard]] Telling telling_of(const Rule& rule);
/// How sure a hit is, 0 to 1, from what its authors say of the rule (docs/confidence.md).
[[nodiscard]] double confidence_of(const Rule& rule);

}  // namespace wardwatch::detect::sigma
