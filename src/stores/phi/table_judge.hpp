#pragma once

#include <span>
#include <vector>

#include "stores/phi/claim.hpp"

namespace wardwatch::stores {

/// What a table was found to be.
struct TableVerdict {
  std::vector<Verdict> columns;
  bool is_of_persons = false;  ///< Rows are of people, or refer to people who are treated.
  bool is_of_staff = false;
  [[nodiscard]] bool contains_phi() const noexcept;
};

/// Concludes from each column alone and from its neighbours. `linked` says which columns refer to persons of another
/// table of the store (empty when none does).
[[nodiscard]] TableVerdict judge_table(std::string_view name, std::span<const ColumnHead> heads,
                                       std::span<const ColumnEvidence> evidence, const std::vector<bool>& linked);

}  // namespace wardwatch::stores
