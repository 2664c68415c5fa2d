#pragma once

#include "pipeline/investigate.hpp"

namespace wardwatch::pipeline {

/// incidents.json and findings.jsonl.
[[nodiscard]] Result<void> write_findings(const std::filesystem::path& folder,
                                          const std::vector<record::Incident>& incidents,
                                          const std::vector<record::Finding>& findings);
/// report.html.
[[nodiscard]] Result<void> write_report(const std::filesystem::path& folder, const Investigation& investigation);
/// manifest.json.
[[nodiscard]] Result<void> write_manifest(const std::filesystem::path& folder, const record::Manifest& manifest);
/// The one-screen summary, and the same as JSON.
[[nodiscard]] std::string summary_text(const Investigation& investigation, bool colour);
[[nodiscard]] std::string summary_json(const Investigation& investigation);

}  // namespace wardwatch::pipeline
