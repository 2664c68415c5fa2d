#include "pipeline/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "record/json.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::size_t kFindingsMax = 100'000;  ///< More is a detector gone wild; the excess is counted.

std::string said(record::Finding finding) {
  finding.revision = 0;
  std::string text;
  record::append_json(text, finding);
  return text;
}

}  // namespace

void FindingLedger::report(record::Finding finding) {
  // Whole per cents: more digits would only claim a precision that nobody has.
  finding.confidence = std::round(finding.confidence * 100) / 100;
  const auto known = findings_.find(finding.id);
  if (known == findings_.end()) {
    if (findings_.size() >= kFindingsMax) {
      ++dropped_count_;
      return;
    }
    finding.revision = 1;
    const auto added = findings_.emplace(finding.id, std::move(finding)).first;
    if (hear_) hear_(added->second);
    return;
  }
  if (said(known->second) == said(finding)) return;
  finding.revision = known->second.revision + 1;
  known->second = std::move(finding);
  if (hear_) hear_(known->second);
}

std::vector<record::Finding> FindingLedger::take_sorted() {
  std::vector<record::Finding> all;
  all.reserve(findings_.size());
  while (!findings_.empty()) all.push_back(std::move(findings_.extract(findings_.begin()).mapped()));
  std::sort(all.begin(), all.end(), [](const record::Finding& a, const record::Finding& b) {
    return std::tuple{-int(a.severity), a.first_seen, std::string_view{a.id}} <
           std::tuple{-int(b.severity), b.first_seen, std::string_view{b.id}};
  });
  return all;
}

}  // namespace wardwatch::pipeline
