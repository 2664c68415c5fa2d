#pragma once

#include <span>
#include <vector>

#include "detect/sigma/hit.hpp"
#include "detect/sigma/rule_set.hpp"

namespace wardwatch::detect::sigma {

struct CorrelationOptions {
  Interval lateness = std::chrono::seconds{10};
};
struct CorrelationCounts {
  std::uint64_t late = 0;
};

class Correlator {
 public:
  Correlator(const RuleSet&, const CorrelationOptions&) {}
  void take(const Event&, std::uint32_t, std::string_view) {}
  void advance(Timestamp, std::vector<Hit>&) {}
  void finish(std::vector<Hit>&) {}
  [[nodiscard]] const CorrelationCounts& counts() const noexcept { return counts_; }
 private:
  CorrelationCounts counts_;
};

}  // namespace wardwatch::detect::sigma
