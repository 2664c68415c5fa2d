#include "record/finding.hpp"

#include <array>

namespace wardwatch::record {
namespace {

constexpr std::array<std::string_view, 5> kNames{"informational", "low", "medium", "high", "critical"};

}  // namespace

std::string_view name_of(Severity severity) noexcept { return kNames[static_cast<std::size_t>(severity)]; }

std::optional<Severity> severity_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

}  // namespace wardwatch::record
