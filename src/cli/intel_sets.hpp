#pragma once

#include "cli/verb.hpp"

namespace wardwatch::cli {

/// `install`, `list`, `remove` and `compare` of the verb `intel`.
void add_intel_sets(CLI::App& intel, ExitCode& code);

}  // namespace wardwatch::cli
