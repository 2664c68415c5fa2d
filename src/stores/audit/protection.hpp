#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace wardwatch::stores {

/// How a store is protected, from not at all upwards.
inline constexpr std::array<std::string_view, 5> kProtectionNames{"none", "header-password", "encoded",
                                                                  "user-level-security", "encrypted"};

[[nodiscard]] constexpr bool is_protection_name(std::string_view name) noexcept {
  return std::find(kProtectionNames.begin(), kProtectionNames.end(), name) != kProtectionNames.end();
}

}  // namespace wardwatch::stores
