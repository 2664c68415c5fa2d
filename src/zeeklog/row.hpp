#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::zeeklog {

inline constexpr std::size_t kItemsMax = 4'096;  ///< Of one set or vector.

/// What one column of a row holds. Texts borrow from the line, or from the row.
struct Value {
  enum class Kind : std::uint8_t { unset, text, list };
  Kind kind = Kind::unset;
  std::string_view text;
  std::vector<std::string_view> items;
};

/// One row, whichever form it had: names of columns and their values, in the same order.
struct Row {
  std::vector<std::string> names;
  std::vector<Value> values;
  std::deque<std::string> own_texts;  ///< That the line holds otherwise: unescaped, numbers of JSON.

  [[nodiscard]] const Value* find(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
      if (names[i] == name) return values[i].kind == Value::Kind::unset ? nullptr : &values[i];
    }
    return nullptr;
  }
};

}  // namespace wardwatch::zeeklog
