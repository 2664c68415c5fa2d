#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace wardwatch::pipeline {

/// Every record and field with type, unit and meaning, from the code's own description; `only` names one record, empty
/// for all. docs/reference/records.md is this text as Markdown.
[[nodiscard]] Result<std::string> schema_text(std::string_view only, bool markdown);

/// SHA-256 of every record's fields by id and name, for the manifest: two cases with the same one can be read alike.
[[nodiscard]] std::string schema_hash();

}  // namespace wardwatch::pipeline
