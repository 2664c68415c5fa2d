#pragma once

#include <string>

#include "stores/access/table_definition.hpp"

namespace wardwatch::stores::access {

/// Appends a value of the column as text: dates as YYYY-MM-DD hh:mm:ss, numbers in decimal, text in UTF-8. Memos are
/// followed to the pages that hold them. Bytes that hold no value of the type append nothing.
void append_cell(std::string& out, const Column& column, Bytes value, PageFile& file);

}  // namespace wardwatch::stores::access
