#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/utf8.hpp"

namespace wardwatch::stores {

/// Appends bytes of Windows-1252, which is also what Latin-1 text on the web and in old files means, as UTF-8.
void append_windows_1252(std::string& out, Bytes bytes);

/// Whether the text is UTF-8 throughout, but for a sequence that may be cut off at its end.
[[nodiscard]] bool is_utf8(Bytes bytes) noexcept;

}  // namespace wardwatch::stores
