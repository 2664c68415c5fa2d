#pragma once

#include <functional>

#include "cli/verb.hpp"
#include "pipeline/investigate.hpp"

namespace wardwatch::cli {

/// How often a watch looks, and how it talks.
struct WatchFlags {
  unsigned every_seconds = 0;  ///< 0: no watch.
  bool json = false;
};

/// Investigates again whenever the evidence has changed, until `progress.stop`, and tells what is new. `on_first` tells of
/// the first round and says how the process ends when no other one is whole.
ExitCode watch(pipeline::InvestigateOptions& options, const pipeline::Config& config, const WatchFlags& flags,
               pipeline::Progress& progress, const std::function<ExitCode(const pipeline::Investigation&)>& on_first,
               const std::function<ExitCode(const pipeline::Investigation&)>& code_of);

}  // namespace wardwatch::cli
