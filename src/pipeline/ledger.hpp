#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "detect/common/analytic.hpp"

namespace wardwatch::pipeline {

/// Keeps the last revision of each finding. The same id reported again replaces the earlier one; saying the same
/// thing twice is not a revision.
class FindingLedger final : public detect::FindingSink {
 public:
  void report(record::Finding finding) override;
  /// Called with each new finding and each new revision of one.
  void on_change(std::function<void(const record::Finding&)> hear) { hear_ = std::move(hear); }

  [[nodiscard]] std::size_t size() const noexcept { return findings_.size(); }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept { return dropped_count_; }
  /// All of them out of the ledger, which is empty then: worst first, then earliest, then by id.
  [[nodiscard]] std::vector<record::Finding> take_sorted();

 private:
  std::map<std::string, record::Finding, std::less<>> findings_;
  std::function<void(const record::Finding&)> hear_;
  std::uint64_t dropped_count_ = 0;
};

}  // namespace wardwatch::pipeline
