#pragma once

#include "core/result.hpp"
#include "intel/attack.hpp"

namespace wardwatch::intel {

/// Largest compact form that is read: a hundred times what ATT&CK's is.
inline constexpr std::size_t kCatalogueMaxBytes = 16U << 20U;

/// The counterpart of `to_text`. Any bytes may stand in the file: fails at the first thing that is not what `to_text`
/// writes, and says what.
[[nodiscard]] Result<Attack> read_catalogue(std::string_view text);

}  // namespace wardwatch::intel
