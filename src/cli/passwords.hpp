#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"

namespace wardwatch::cli {

/// The passwords in a file, one a line; none without a file.
[[nodiscard]] Result<std::vector<std::string>> passwords_of(const std::string& file);

}  // namespace wardwatch::cli
