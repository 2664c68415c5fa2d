#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "detect/common/analytic.hpp"
#include "detect/sigma/rule_set.hpp"

namespace wardwatch::pipeline {

struct RuleSet {
  std::vector<detect::Rule> rules;                      ///< What describes the analytics.
  std::shared_ptr<const detect::sigma::RuleSet> sigma;  ///< What is matched; its refusals say which do not run.
  std::string hash;                                     ///< SHA-256 over the texts in force, for the manifest.
};

/// The built-in descriptions of the analytics, those of the folders given in their place where the name is the same,
/// and the configuration's thresholds over both; `enabled = false` leaves a rule out. All other rules of the folders,
/// and of the sets that are installed, are Sigma rules, added to the built-in ones: one that is wrong is refused, and the others run.
[[nodiscard]] Result<RuleSet> load_all_rules(const std::vector<std::filesystem::path>& folders,
                                             const std::map<std::string, std::map<std::string, double>>& overrides);

}  // namespace wardwatch::pipeline
