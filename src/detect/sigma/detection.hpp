#pragma once

#include "detect/sigma/condition.hpp"
#include "detect/sigma/modifiers.hpp"

namespace wardwatch::detect::sigma {

/// Reads the search identifiers of a `detection` (or of a filter) into terms that it adds to `rule`, and the condition
/// over them. `skip` names keys that are no search identifiers, beside `condition`.
[[nodiscard]] Read<Expression> read_detection(const Node& detection, const Placeholders& placeholders,
                                              std::vector<std::string_view> skip, Rule& rule);

}  // namespace wardwatch::detect::sigma
