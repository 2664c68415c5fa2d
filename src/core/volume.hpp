#pragma once

#include <cstdint>
#include <string>

namespace wardwatch {

/// An amount of data as a person reads it, in decimal units: 200 MB.
[[nodiscard]] std::string volume(std::uint64_t bytes);

}  // namespace wardwatch
