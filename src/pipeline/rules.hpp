#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "detect/common/analytic.hpp"

namespace wardwatch::pipeline {

struct RuleSet {
  std::vector<detect::Rule> rules;
  std::string hash;  ///< SHA-256 over the texts in force, for the manifest.
};

/// The built-in descriptions of the analytics, those of the folders given in their place where the name is the same,
/// and the configuration's thresholds over both. `enabled = false` leaves a rule out.
[[nodiscard]] Result<RuleSet> load_all_rules(const std::vector<std::filesystem::path>& folders,
                                             const std::map<std::string, std::map<std::string, double>>& overrides);

}  // namespace wardwatch::pipeline
