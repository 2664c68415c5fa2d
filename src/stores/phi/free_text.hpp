#pragma once

#include <cstddef>
#include <string_view>

#include "stores/phi/value_shape.hpp"

namespace wardwatch::stores {

/// What the words of a text are.
struct Words {
  std::size_t count = 0;
  std::size_t letters = 0;  ///< Of which made of letters alone.
  std::size_t names = 0;    ///< In the dictionaries of names.
  std::size_t streets = 0;
  std::size_t clinical = 0;
  std::size_t ordinary = 0;  ///< In lower case altogether, with three letters or more, as names are not.
  bool begins_with_number = false;
};
[[nodiscard]] Words words_in(std::string_view text) noexcept;

/// Adds what stands within a text of identifiers: a social security number, a telephone number or an e-mail address, a
/// date, a given name and a surname side by side.
void add_identifiers_inside(Shapes& shapes, std::string_view text) noexcept;

}  // namespace wardwatch::stores
