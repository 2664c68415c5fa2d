#include "stores/phi/column_evidence.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "core/hash.hpp"

namespace wardwatch::stores {

void ColumnEvidence::note(std::string_view value) {
  ++cells_;
  if (value.empty()) return;
  ++filled_;
  bytes_ += value.size();
  const Shapes shapes = shapes_of(value);
  for (std::uint64_t bits = shapes.bits(); bits != 0; bits &= bits - 1)
    ++shapes_[static_cast<std::size_t>(std::countr_zero(bits))];
  const bool has_digit = std::any_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (has_digit) ++with_digits_;
  values_.add(hash_text(value));
  if (shapes.has(Shape::integer) && value.size() <= 18) {
    std::int64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    number_min_ = std::min(number_min_, number);
    number_max_ = std::max(number_max_, number);
  }
  if (shapes.has(Shape::date) || shapes.has(Shape::compact_date)) {
    if (const auto day = any_date_of(value)) {
      day_min_ = std::min(day_min_, *day);
      day_max_ = std::max(day_max_, *day);
    }
  }
}

void ColumnEvidence::note_value_only(std::string_view value) {
  if (!value.empty()) links_.add(hash_text(value));
}

}  // namespace wardwatch::stores
