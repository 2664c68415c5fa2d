#pragma once

#include <memory>
#include <vector>

#include "record/batch.hpp"

namespace wardwatch::pipeline {

/// A stretch of the merged order, by record type, ready to be written: logs and store read the same window. It holds
/// the blocks that its rows' text lies in.
class Window {
 public:
  template <record::Record R>
  [[nodiscard]] std::vector<R>& of() noexcept {
    return std::get<std::vector<R>>(rows_);
  }
  template <record::Record R>
  [[nodiscard]] const std::vector<R>& of() const noexcept {
    return std::get<std::vector<R>>(rows_);
  }

  std::vector<std::shared_ptr<const void>> blocks;
  std::size_t row_count = 0;

 private:
  template <class List>
  struct TupleOf;
  template <class... Rs>
  struct TupleOf<record::TypeList<Rs...>> {
    using type = std::tuple<std::vector<Rs>...>;
  };
  TupleOf<record::AllRecords>::type rows_;
};

}  // namespace wardwatch::pipeline
