#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace wardwatch::source {

/// An archive as a file: the largest of SigmaHQ, with its test data, is 40 MB.
inline constexpr std::size_t kArchiveMaxBytes = 256U << 20U;
/// Entries of an archive, or of a folder and all below it, folders counted.
inline constexpr std::size_t kEntriesMax = 200'000;
/// One file that is kept; a rule of SigmaHQ's has 60 KB at most.
inline constexpr std::size_t kBundledFileMaxBytes = 4U << 20U;
/// All files that are kept. They are in memory together.
inline constexpr std::size_t kBundleMaxBytes = 256U << 20U;
/// All that an archive unpacks to, what is passed over counted: some seconds of work.
inline constexpr std::size_t kUnpackedMaxBytes = 1U << 30U;
/// A path inside, and one name of it, as file systems bound it.
inline constexpr std::size_t kEntryPathMaxBytes = 512, kEntryNameMaxBytes = 255;
/// Refused entries that are kept with their reason; further ones are counted.
inline constexpr std::size_t kRefusedEntriesMax = 1'000;

struct BundleLimits {
  std::size_t entries_max = kEntriesMax;
  std::size_t file_max_bytes = kBundledFileMaxBytes;
  std::size_t bundle_max_bytes = kBundleMaxBytes;
  std::size_t unpacked_max_bytes = kUnpackedMaxBytes;
};

struct BundledFile {
  std::string path;  ///< Relative, parted by `/`, without `.` and `..`: safe to join to a folder.
  std::string content;
};

struct RefusedEntry {
  std::string path;  ///< As the archive has it; may hold anything.
  std::string why;
};

/// Files taken out of an archive or a folder, in memory. No two have the same path, and none is a folder of another.
struct Bundle {
  std::vector<BundledFile> files;     ///< In the order of their paths.
  std::vector<RefusedEntry> refused;  ///< Likewise.
  std::size_t refused_count = 0;
  std::size_t passed_over_count = 0;  ///< Files that were not wanted.
};

/// Whether a file of that path is to be kept.
using Wanted = bool (*)(std::string_view path);

/// Takes the wanted files out of a zip, 7z or tar archive; tar may be packed with gzip, bzip2, xz or Zstandard. An entry
/// that is no plain file, or whose path leads out of the archive, is refused and the others are read. Fails when the
/// archive is none, is cut short, damaged or encrypted, or is larger unpacked than the limits.
[[nodiscard]] Result<Bundle> unpack(Bytes archive, Wanted wanted, const BundleLimits& limits = {});

/// The same from a folder and all below it. Symbolic links are refused, never followed. Fails when a folder or a wanted
/// file cannot be read.
[[nodiscard]] Result<Bundle> gather(const std::filesystem::path& folder, Wanted wanted,
                                    const BundleLimits& limits = {});

}  // namespace wardwatch::source
