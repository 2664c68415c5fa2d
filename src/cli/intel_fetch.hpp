#pragma once

#include "cli/verb.hpp"

namespace wardwatch::cli {

/// `intel collections` and `intel fetch`.
void add_intel_fetch(CLI::App& intel, ExitCode& code);

}  // namespace wardwatch::cli
