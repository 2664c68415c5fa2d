#pragma once

#include <vector>

#include "pipeline/most_told.hpp"
#include "record/leak_match.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Keeps what the report tells of samples beside stores: those from a store first.
class LeaksTold {
 public:
  LeaksTold();
  void on(const record::LeakMatch& row);

  [[nodiscard]] std::uint64_t count() const noexcept { return kept_.count(); }
  [[nodiscard]] std::vector<record::LeakSummary> take() { return kept_.take(); }

 private:
  MostTold<record::LeakSummary> kept_;
};

}  // namespace wardwatch::pipeline
