#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/phi/column_evidence.hpp"
#include "stores/phi/verdict.hpp"

namespace wardwatch::stores {

/// What a column alone seems to hold, before its neighbours are asked.
struct Claim {
  PhiClass phi = PhiClass::none;
  Bases from;
  bool is_certain = false;      ///< Holds without neighbours, and makes the table one of persons.
  bool by_name = false;         ///< The column's name says it.
  bool is_meaningless = false;  ///< The name says nothing (F1, column 3, ID): values and neighbours may say what it is.
};

[[nodiscard]] Claim claim_of(const ColumnHead& head, const ColumnEvidence& values);

}  // namespace wardwatch::stores
