#pragma once

#include "detect/common/analytic.hpp"

namespace wardwatch::detect::rdp_guessing {

extern constinit const std::span<const Detector> kDetectors;

/// One source, one server, within an hour.
std::unique_ptr<Analytic> open_guessing(const Context& context);
/// The same, so slowly that no hour shows it.
std::unique_ptr<Analytic> open_slow(const Context& context);
/// One source, many servers.
std::unique_ptr<Analytic> open_spraying(const Context& context);
/// Many sources, one server.
std::unique_ptr<Analytic> open_distributed(const Context& context);
/// A user name that only guessing tools use.
std::unique_ptr<Analytic> open_tool_account(const Context& context);

}  // namespace wardwatch::detect::rdp_guessing
