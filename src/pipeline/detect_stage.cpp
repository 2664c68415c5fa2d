#include "pipeline/detect_stage.hpp"

#include <algorithm>

#include "detect/sigma/rule_findings.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::chrono::minutes kTickEvery{1};  ///< Of event time.

}  // namespace

DetectStage::DetectStage(const record::Site& site, RuleSet rules) : rules_{std::move(rules)} {
  for (const detect::Detector& detector : detect::all_detectors()) {
    const auto rule = std::find_if(rules_.rules.begin(), rules_.rules.end(),
                                   [&](const detect::Rule& candidate) { return candidate.name == detector.name; });
    if (rule == rules_.rules.end()) continue;  // Switched off by configuration.
    contexts_.push_back(std::make_unique<detect::Context>(detect::Context{site, *rule, ledger_}));
    analytics_.push_back(detector.open(*contexts_.back()));
  }
  analytics_.push_back(std::make_unique<detect::sigma::RuleFindings>(*rules_.sigma, ledger_));
}

void DetectStage::tick_now(Timestamp watermark) {
  // The same instants whatever the records are: whole minutes of event time.
  const auto minute = std::chrono::floor<std::chrono::minutes>(watermark);
  next_tick_ = minute + kTickEvery;
  last_seen_ = watermark;
  for (const auto& analytic : analytics_) analytic->on_tick(minute);
}

void DetectStage::end() {
  for (const auto& analytic : analytics_) analytic->on_end(last_seen_);
}

std::uint64_t DetectStage::dropped_count() const noexcept {
  std::uint64_t dropped = ledger_.dropped_count();
  for (const auto& analytic : analytics_) dropped += analytic->dropped_count();
  return dropped;
}

}  // namespace wardwatch::pipeline
