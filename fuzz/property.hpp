#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace wardwatch::fuzz {

/// Ends the run with the property's name when it does not hold; libFuzzer then keeps the input.
inline void must(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "broken property: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

}  // namespace wardwatch::fuzz
