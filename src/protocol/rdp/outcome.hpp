#pragma once

#include <string_view>

#include "protocol/rdp/features.hpp"

namespace wardwatch::protocol::rdp {

/// What came of a connection, how sure that is, and why. All texts are constants.
struct Outcome {
  std::string_view outcome = "unknown";
  double confidence = 0;
  std::uint64_t attempts_min = 0;
  std::string_view evidence;
};

/// Judges by rules, first match first; each rule's confidence stands beside it. Nothing else decides an outcome.
[[nodiscard]] Outcome judge(const Features& features) noexcept;

/// What kind of client it was: interactive, credential-check, guessing-tool, scanner, or unknown, which is most: tools are
/// built on the libraries that people's clients are built on, and one connection shows little of its maker.
[[nodiscard]] std::string_view client_kind(const Features& features, const Outcome& outcome) noexcept;

}  // namespace wardwatch::protocol::rdp
