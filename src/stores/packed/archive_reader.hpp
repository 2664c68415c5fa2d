#pragma once

#include <functional>
#include <string>

#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::packed {

inline constexpr std::uint64_t kUnpackedBytesMax = 16ULL << 30U;  ///< Of one archive: more is a bomb or a backup.
inline constexpr std::size_t kMembersMax = 100'000;

/// Gives each file in a zip, 7z or tar, and what gzip, bzip2, xz or zstd made of one file, to `visit` with its path.
/// `visit` says whether to go on, and need not read a member to its end. What is no plain file is passed over. Returns
/// what could not be read; empty when all was.
[[nodiscard]] std::string for_each_member(const RandomFile& file,
                                          const std::function<bool(const std::string& path, ByteStream&)>& visit);

}  // namespace wardwatch::stores::packed
