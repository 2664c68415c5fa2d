#pragma once

#include <vector>

#include "pipeline/most_told.hpp"
#include "record/datastore.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Keeps what the report tells of data stores: of those that hold patients and have the most people.
class StoresTold {
 public:
  StoresTold();
  void on(const record::Datastore& row);

  [[nodiscard]] std::uint64_t count() const noexcept { return kept_.count(); }
  /// With patients first, then by people.
  [[nodiscard]] std::vector<record::StoreSummary> take() { return kept_.take(); }

 private:
  MostTold<record::StoreSummary> kept_;
};

}  // namespace wardwatch::pipeline
