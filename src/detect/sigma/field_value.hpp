#pragma once

#include <optional>
#include <string>

#include "detect/sigma/event.hpp"

namespace wardwatch::detect::sigma {

/// The value of a field as a rule names it, under a field map; nothing when the event has none. Long values are kept by
/// their beginning and a hash (kKeptTextMaxBytes).
[[nodiscard]] std::optional<std::string> field_value(const Event& event, std::string_view map,
                                                     const std::string& field);

}  // namespace wardwatch::detect::sigma
