#pragma once

#include "core/bytes.hpp"

namespace wardwatch::protocol {

/// More than this of a file's front tells nothing more about its kind.
inline constexpr std::size_t kMimeBytesMax = 1024;

/// Kind of a file by its front: marks of well-known formats, else what text looks like, in the names that Zeek gives.
/// Empty when it is none of them. The result is a literal.
[[nodiscard]] std::string_view mime_of(Bytes front) noexcept;

}  // namespace wardwatch::protocol
