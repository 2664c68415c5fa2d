#pragma once

#include <string>

#include "core/bytes.hpp"

namespace wardwatch {

/// Appends UTF-16LE as UTF-8. Half of a surrogate pair alone is kept as the three bytes that would encode it, so that
/// nothing is lost; writers show such bytes escaped. An odd byte at the end is left out.
void append_utf8(std::string& out, Bytes utf16le);

/// The same, in a string of its own.
[[nodiscard]] std::string utf8_of(Bytes utf16le);

}  // namespace wardwatch
