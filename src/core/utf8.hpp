#pragma once

#include <string>

namespace wardwatch {

/// Appends one character as UTF-8 (RFC 3629 section 3); what is no character becomes U+FFFD.
void append_character(std::string& out, char32_t character);

}  // namespace wardwatch
