#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "report/report.hpp"

namespace wardwatch::report {

/// What a finished case says, read back from its folder.
struct Case {
  record::Manifest manifest;
  std::vector<record::Incident> incidents;
  std::vector<record::Finding> findings;
  [[nodiscard]] Material material() const noexcept { return {manifest, incidents, findings}; }
};

/// Reads manifest.json, incidents.json and findings.jsonl of a case. Fails when one is missing, too large or not what
/// wardwatch writes, and says which file and where. A case may come from elsewhere: its content is untrusted.
[[nodiscard]] Result<Case> read_case(const std::filesystem::path& folder);

/// RFC 3339 in UTC ("2026-11-24T08:02:11.000000Z"), as cases have it.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text) noexcept;

}  // namespace wardwatch::report
