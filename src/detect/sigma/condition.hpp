#pragma once

#include <string_view>
#include <vector>

#include "detect/sigma/rule.hpp"

namespace wardwatch::detect::sigma {

/// A search identifier and what it stands for.
struct Selection {
  std::string name;
  Expression meaning;
};

/// Reads a condition over selections (section "Condition"): and, or, not, brackets, `1 of`, `all of`, `them`, patterns
/// with `*`. `place` is where the condition's text begins.
[[nodiscard]] Read<Expression> parse_condition(std::string_view text, Place place,
                                               const std::vector<Selection>& selections);

}  // namespace wardwatch::detect::sigma
