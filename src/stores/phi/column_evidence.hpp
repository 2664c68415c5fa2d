#pragma once

#include <array>
#include <initializer_list>
#include <limits>

#include "stores/phi/distinct.hpp"
#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores {

/// What the values of a column look like, in counts: no value is kept.
class ColumnEvidence {
 public:
  /// `value` is trimmed; an empty one counts as a cell that holds nothing.
  void note(std::string_view value);
  /// The smaller part of `note`, for columns that may link tables: which values there are.
  void note_value_only(std::string_view value);

  [[nodiscard]] std::uint64_t cells() const noexcept { return cells_; }
  [[nodiscard]] std::uint64_t filled() const noexcept { return filled_; }
  [[nodiscard]] std::uint64_t count_of(Shape shape) const noexcept { return shapes_[static_cast<std::size_t>(shape)]; }
  /// How large a part of the cells that hold something has the shape: 0 to 1.
  [[nodiscard]] double share(Shape shape) const noexcept { return ratio(count_of(shape), filled_); }
  /// The sum for shapes that exclude each other.
  [[nodiscard]] double share(std::initializer_list<Shape> shapes) const noexcept {
    double sum = 0;
    for (const Shape shape : shapes) sum += share(shape);
    return sum;
  }
  [[nodiscard]] double filled_share() const noexcept { return ratio(filled_, cells_); }
  [[nodiscard]] double mean_bytes() const noexcept { return ratio(bytes_, filled_); }
  [[nodiscard]] double with_digits_share() const noexcept { return ratio(with_digits_, filled_); }
  /// Different values over values: 1 when none comes twice.
  [[nodiscard]] double distinct_share() const noexcept {
    return filled_ == 0 ? 0 : values_.estimate() / static_cast<double>(filled_);
  }
  [[nodiscard]] double distinct_estimate() const noexcept { return values_.estimate(); }
  [[nodiscard]] const SmallestHashes& values() const noexcept { return links_.estimate() > 0 ? links_ : values_; }
  /// Whether its numbers lie close together, as those that a database gives out do.
  [[nodiscard]] bool is_dense() const noexcept {
    if (number_max_ < number_min_) return false;  // None came.
    const double span = static_cast<double>(number_max_) - static_cast<double>(number_min_) + 1;
    return span < 1.5 * values_.estimate();
  }
  [[nodiscard]] int year_min() const noexcept { return day_max_ < day_min_ ? 0 : year_of(day_min_); }
  [[nodiscard]] int year_max() const noexcept { return day_max_ < day_min_ ? 0 : year_of(day_max_); }

 private:
  static double ratio(std::uint64_t part, std::uint64_t whole) noexcept {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  }

  std::uint64_t cells_ = 0;
  std::uint64_t filled_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t with_digits_ = 0;
  std::array<std::uint64_t, kShapeCount> shapes_{};
  SmallestHashes values_;
  SmallestHashes links_;
  std::int64_t number_min_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t number_max_ = std::numeric_limits<std::int64_t>::min() / 2;
  Day day_min_ = std::numeric_limits<Day>::max();
  Day day_max_ = std::numeric_limits<Day>::min();
};

}  // namespace wardwatch::stores
