#include "pipeline/telling.hpp"

#include "pipeline/case_folder.hpp"
#include "record/json.hpp"
#include "report/report.hpp"

namespace wardwatch::pipeline {
namespace {

template <class R>
std::string json_of(const R& row) {
  std::string text;
  record::append_json(text, row, record::TimeStyle::rfc3339);
  return text;
}

report::Material material_of(const Investigation& investigation) {
  return {investigation.manifest, investigation.incidents, investigation.findings};
}

}  // namespace

Result<void> write_findings(const std::filesystem::path& folder, const std::vector<record::Incident>& incidents,
                            const std::vector<record::Finding>& findings) {
  std::string array = "[";
  for (const record::Incident& incident : incidents) array += (array.size() > 1 ? ",\n" : "\n") + json_of(incident);
  array += incidents.empty() ? "]\n" : "\n]\n";
  if (auto written = write_file(folder / "incidents.json", array); !written) return written;
  std::string lines;
  for (const record::Finding& finding : findings) lines += json_of(finding) + "\n";
  return write_file(folder / "findings.jsonl", lines);
}

Result<void> write_report(const std::filesystem::path& folder, const Investigation& investigation) {
  return write_file(folder / "report.html", report::html(material_of(investigation)));
}

Result<void> write_manifest(const std::filesystem::path& folder, const record::Manifest& manifest) {
  return write_file(folder / "manifest.json", json_of(manifest) + "\n");
}

std::string summary_text(const Investigation& investigation, bool colour) {
  return report::text(material_of(investigation), colour);
}

std::string summary_json(const Investigation& investigation) {
  std::string text = "{\"case\":";
  record::append_json_text(text, investigation.folder.string());
  text += ",\"status\":";
  record::append_json_text(text, investigation.manifest.status);
  text += ",\"incidents\":[";
  for (std::size_t i = 0; i < investigation.incidents.size(); ++i) {
    text += (i > 0 ? "," : "") + json_of(investigation.incidents[i]);
  }
  text += "],\"findings\":" + std::to_string(investigation.findings.size()) + ",\"records\":[";
  for (std::size_t i = 0; i < investigation.manifest.records.size(); ++i) {
    text += (i > 0 ? "," : "") + json_of(investigation.manifest.records[i]);
  }
  text += "],\"unreadable\":[";
  bool first = true;
  for (const record::Evidence& evidence : investigation.manifest.evidence) {
    if (evidence.problem.empty()) continue;
    text += (first ? "" : ",") + json_of(evidence);
    first = false;
  }
  return text + "]}\n";
}

}  // namespace wardwatch::pipeline
