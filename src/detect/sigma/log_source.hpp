#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/sigma/event.hpp"

namespace wardwatch::detect::sigma {

/// How the events of a layout answer to a rule's log source: the name of a field map (data/field_maps.tsv), "-" for
/// none; or nothing when the rule is not for them.
[[nodiscard]] std::optional<std::string_view> accepted(const LogSource& rule, const Layout& layout);

/// Whether any event of ours could ever answer to it: a Windows category or service that the table knows.
[[nodiscard]] bool is_known(const LogSource& rule);

/// Where a field of a rule stands: names of event fields, joined by a backslash when there are two; empty when such
/// events lack it.
[[nodiscard]] std::vector<std::string> event_fields(std::string_view map, const std::string& field);

/// The rule's word for a value of the event, or the value itself.
[[nodiscard]] std::string_view translated(std::string_view map, std::string_view field, std::string_view value);
[[nodiscard]] bool is_translated(std::string_view map, std::string_view field);

/// The fields that events of a map lack, and the name of the maps that there are.
[[nodiscard]] std::vector<std::string_view> lacking(std::string_view map);

}  // namespace wardwatch::detect::sigma
