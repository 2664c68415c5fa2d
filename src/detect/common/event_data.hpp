#pragma once

#include "record/windows_event.hpp"

namespace wardwatch::detect {

/// The first value of that name in an event's data; empty when there is none.
[[nodiscard]] inline std::string_view value_of(const record::WindowsEvent& row, std::string_view name) noexcept {
  for (const record::NamedText& item : row.data) {
    if (item.name == name) return item.value;
  }
  return {};
}

}  // namespace wardwatch::detect
