#pragma once

#include "zeeklog/row.hpp"

namespace wardwatch::zeeklog {

/// Reads one line of Zeek's JSON writer (RFC 8259). Names inside objects are joined by dots, and those in which a
/// collector has put underscores for dots (`id_orig_h`) are put right, so that rows look as the ASCII writer's do.
/// False when the line is no JSON object.
[[nodiscard]] bool read_json_row(std::string_view line, Row& row);

}  // namespace wardwatch::zeeklog
