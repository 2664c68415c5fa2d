#pragma once

#include <vector>

#include "record/datastore.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// Keeps what the report tells of data stores: of those that hold patients and have the most people.
class StoresTold {
 public:
  void on(const record::Datastore& row);

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// With patients first, then by people.
  [[nodiscard]] std::vector<record::StoreSummary> take();

 private:
  void cut();

  std::vector<record::StoreSummary> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace wardwatch::pipeline
