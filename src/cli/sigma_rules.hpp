#pragma once

#include "cli/verb.hpp"

namespace wardwatch::cli {

struct SigmaOptions {
  std::vector<std::string> paths;
  std::vector<std::string> placeholders;  ///< NAME=VALUE, repeatable.
  std::string rule;
  std::vector<std::string> events;  ///< Files of JSON or event logs.
  std::string navigator;
  bool techniques = false;
  bool json = false;
  bool verbose = false;
};

/// `rules check PATH...`: what loads, what is refused and why.
ExitCode check_rules(const SigmaOptions& options);
/// `rules list PATH...`: Sigma rules, or what they cover of ATT&CK.
ExitCode list_rules(const SigmaOptions& options);
/// `rules test RULE EVENTS...`: which events fire.
ExitCode test_rules(const SigmaOptions& options);

}  // namespace wardwatch::cli
