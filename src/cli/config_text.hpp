#pragma once

#include <string>
#include <vector>

#include "pipeline/config.hpp"

namespace wardwatch::cli {

/// A wardwatch.toml that explains itself: every section, with the values of `config`, and commented examples where it
/// has none. `assumptions` are what an investigation assumed, and stand as comments beside the home networks.
/// pipeline::parse_config reads the result back to `config`.
[[nodiscard]] std::string commented_config(const pipeline::Config& config, const std::vector<std::string>& assumptions);

/// The networks that assumptions name, each once, in their order.
[[nodiscard]] std::vector<Cidr> networks_in(const std::vector<std::string>& assumptions);

}  // namespace wardwatch::cli
