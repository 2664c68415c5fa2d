#pragma once

#include <memory>
#include <vector>

#include "core/result.hpp"
#include "detect/common/table.hpp"
#include "pipeline/ledger.hpp"
#include "pipeline/rules.hpp"

namespace wardwatch::pipeline {

/// All analytics, and the Sigma rules as one more of them, fed with records in the total order, and ticked by event time:
/// the batch run and the sensor use the same stage, so that both say the same.
class DetectStage {
 public:
  /// `site` outlives the stage and may grow while it works.
  DetectStage(const record::Site& site, RuleSet rules);

  template <record::Record R>
  void on(const R& row) {
    tick(row.at.ts);
    last_seen_ = row.at.ts;
    for (const auto& analytic : analytics_) analytic->on(row);
  }
  /// No record before `watermark` will come.
  void tick(Timestamp watermark) {
    if (watermark < next_tick_) return;
    tick_now(watermark);
  }
  void end();
  /// Called with each new finding and each new revision; for the sensor.
  void on_finding(std::function<void(const record::Finding&)> hear) { ledger_.on_change(std::move(hear)); }

  [[nodiscard]] const FindingLedger& ledger() const noexcept { return ledger_; }
  /// What was found, at the end.
  [[nodiscard]] std::vector<record::Finding> take_findings() { return ledger_.take_sorted(); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept;

 private:
  void tick_now(Timestamp watermark);

  RuleSet rules_;
  FindingLedger ledger_;
  std::vector<std::unique_ptr<detect::Context>> contexts_;
  std::vector<std::unique_ptr<detect::Analytic>> analytics_;
  Timestamp next_tick_;
  Timestamp last_seen_;
};

}  // namespace wardwatch::pipeline
