#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "detect/common/analytic.hpp"

namespace wardwatch::detect {

/// The text of one rule file and what to call it in errors.
struct RuleText {
  std::string name;
  std::string text;
};

/// rules/analytics/*.yml as they were built in, in the order of their names.
[[nodiscard]] std::vector<RuleText> built_in_rules();

/// Reads rule files: Sigma's layout, and our own keys under `wardwatch:`. The first fault is the answer, with file,
/// line and what was expected.
[[nodiscard]] Result<std::vector<Rule>> load_rules(const std::vector<RuleText>& texts);

}  // namespace wardwatch::detect
