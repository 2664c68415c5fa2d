#include "stores/audit/permissions.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>

#include "core/reader.hpp"
#include "stores/audit/security_descriptor.hpp"

namespace wardwatch::stores {
namespace {

constexpr std::size_t kFoldersMax = 128;
constexpr std::size_t kAclBytesMax = 4'096;
constexpr std::size_t kDescriptorBytesMax = 65'536;  // An access list says its size in 16 bits.

// Linux keeps POSIX access lists as an attribute: a version, then entries of tag, permissions and id.
constexpr std::uint32_t kAclVersion = 2;
constexpr std::uint16_t kAclUser = 0x02;
constexpr std::uint16_t kAclGroup = 0x08;
constexpr std::uint16_t kAclMask = 0x10;
constexpr std::uint16_t kAclRead = 4;

std::string mode_text(mode_t mode) {
  constexpr std::string_view kLetters = "rwxrwxrwx";
  std::string text;
  for (unsigned i = 0; i < kLetters.size(); ++i) text += ((mode >> (8U - i)) & 1U) != 0 ? kLetters[i] : '-';
  return text;
}

/// Whether everyone may pass through all folders above the file.
bool everyone_may_enter(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(path, error).parent_path();
  for (std::size_t i = 0; !error && i < kFoldersMax; ++i) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0 || (status.st_mode & S_IXOTH) == 0) return false;
    if (folder == folder.parent_path()) return true;
    folder = folder.parent_path();
  }
  return false;
}

void add_access_list(const std::filesystem::path& path, std::vector<std::string>& readers) {
  std::array<std::byte, kAclBytesMax> raw{};
  const ssize_t size = ::getxattr(path.c_str(), "system.posix_acl_access", raw.data(), raw.size());
  if (size <= 0) return;
  Reader in{Bytes{raw}.first(static_cast<std::size_t>(size))};
  if (in.u32le("acl_version") != kAclVersion) return;
  std::uint16_t mask = 7;
  std::vector<std::pair<std::string, std::uint16_t>> entries;
  while (in.ok() && !in.empty()) {
    const std::uint16_t tag = in.u16le("acl_tag");
    const std::uint16_t permissions = in.u16le("acl_permissions");
    const std::uint32_t id = in.u32le("acl_id");
    if (tag == kAclMask) mask = permissions;
    if (tag == kAclUser) entries.emplace_back("user " + std::to_string(id), permissions);
    if (tag == kAclGroup) entries.emplace_back("group " + std::to_string(id), permissions);
  }
  for (const auto& [who, permissions] : entries) {
    if ((permissions & mask & kAclRead) != 0) readers.push_back(who + " (access list)");
  }
}

/// Mounts of NTFS and SMB show the file's own descriptor; their POSIX mode is what the mount was told to show. On Windows a
/// file is reached through folders that its reader may not look into, so that those do not matter.
bool take_descriptor(const std::filesystem::path& path, Permissions& found) {
  std::vector<std::byte> raw(kDescriptorBytesMax);
  for (const char* name : {"system.ntfs_acl", "system.cifs_acl"}) {
    const ssize_t size = ::getxattr(path.c_str(), name, raw.data(), raw.size());
    if (size <= 0) continue;
    auto described = read_descriptor(Bytes{raw}.first(static_cast<std::size_t>(size)));
    if (!described) continue;
    if (!described->owner.empty()) found.owner = std::move(described->owner);
    found.readable_by = std::move(described->readable_by);
    found.exposure = described->exposure;
    return true;
  }
  return false;
}

}  // namespace

Permissions permissions_of(const std::filesystem::path& path) {
  Permissions found;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return found;
  found.owner = "user " + std::to_string(status.st_uid) + ", group " + std::to_string(status.st_gid);
  found.mode = mode_text(status.st_mode);
  if (take_descriptor(path, found)) return found;
  const bool entered = everyone_may_enter(path);
  if ((status.st_mode & S_IROTH) != 0)
    found.readable_by.emplace_back(entered ? "everyone" : "everyone who may enter its folder");
  if ((status.st_mode & S_IRUSR) != 0) found.readable_by.push_back("user " + std::to_string(status.st_uid));
  if ((status.st_mode & S_IRGRP) != 0) found.readable_by.push_back("group " + std::to_string(status.st_gid));
  const std::size_t before_list = found.readable_by.size();
  add_access_list(path, found.readable_by);
  if ((status.st_mode & S_IROTH) != 0 && entered) found.exposure = "everyone";
  else if (found.readable_by.size() > before_list) found.exposure = "listed";
  else if ((status.st_mode & (S_IRGRP | S_IROTH)) != 0) found.exposure = "group";
  else found.exposure = (status.st_mode & S_IRUSR) != 0 ? "owner" : "nobody";
  return found;
}

}  // namespace wardwatch::stores
