#pragma once

#include <filesystem>

#include "core/result.hpp"
#include "core/token.hpp"

namespace wardwatch::cli {

/// The organisation's key, and whether later runs will find the same one.
struct OrganisationKey {
  TokenKey key;
  bool is_lasting = true;
};

/// Reads the key in `file`: 64 hexadecimal digits. Without a file it is the user's own, `wardwatch/key` in his
/// configuration folder, which is made at first use with mode 0600; where that cannot be, one of this run alone.
[[nodiscard]] Result<OrganisationKey> open_token_key(const std::filesystem::path& file);

}  // namespace wardwatch::cli
