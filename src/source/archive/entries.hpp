#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace wardwatch::source {

/// All that one archive may unpack to, what is passed over counted: days of a hospital's captures, not a zip bomb.
inline constexpr std::uint64_t kArchiveUnpackedMaxBytes = 64ULL << 30U;
inline constexpr std::size_t kArchiveEntriesMax = 100'000;

/// The files in a zip, 7z or tar archive (also packed), one after the other as they stand in it, of any size. What is no
/// plain file, or has a path that leads out of the archive, is passed over.
class ArchiveEntries {
 public:
  /// Fails when the file cannot be opened or is no such archive.
  [[nodiscard]] static Result<ArchiveEntries> open(const std::filesystem::path& path);
  ~ArchiveEntries();
  ArchiveEntries(ArchiveEntries&&) noexcept;
  ArchiveEntries& operator=(ArchiveEntries&&) noexcept;
  ArchiveEntries(const ArchiveEntries&) = delete;
  ArchiveEntries& operator=(const ArchiveEntries&) = delete;

  /// The path of the next file, relative and parted by `/`; nothing at the end. Fails when the archive is damaged,
  /// encrypted or beyond a limit: what came before is good.
  [[nodiscard]] Result<std::optional<std::string>> next();
  /// The next stretch of that file; empty at its end. Borrowed until the next call. Fails like `next`; also for a file
  /// with holes.
  [[nodiscard]] Result<Bytes> read();

 private:
  struct State;
  explicit ArchiveEntries(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace wardwatch::source
