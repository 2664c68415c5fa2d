#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::stores {

/// Who may read a file, as far as the mount shows it.
struct Permissions {
  std::string owner;                     ///< "user 1000, group 100": numbers, since names are those of another machine.
  std::string mode;                      ///< "rw-r--r--"
  std::vector<std::string> readable_by;  ///< "everyone", "owner", "group 100", "user 1001 (access list)".
  std::string_view exposure = "unknown";  ///< The widest circle: everyone, listed, group, owner, nobody.
};

/// Looks at the file, its access list and the folders above it: a file that everyone may read in a folder that not
/// everyone may enter is read by nobody else.
[[nodiscard]] Permissions permissions_of(const std::filesystem::path& path);

}  // namespace wardwatch::stores
