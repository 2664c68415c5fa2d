#pragma once

#include "cli/verb.hpp"

namespace wardwatch::cli {

/// `rules install`, `rules installed` and `rules remove`, below the verb `rules`.
void add_rule_sets(CLI::App& rules, ExitCode& code);

}  // namespace wardwatch::cli
