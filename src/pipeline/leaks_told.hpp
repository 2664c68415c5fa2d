#pragma once

#include <vector>

#include "record/leak_match.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Keeps what the report tells of samples beside stores: those from a store first.
class LeaksTold {
 public:
  void on(const record::LeakMatch& row);

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::vector<record::LeakSummary> take();

 private:
  void cut();

  std::vector<record::LeakSummary> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace wardwatch::pipeline
