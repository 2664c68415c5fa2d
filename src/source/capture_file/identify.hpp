#pragma once

#include <filesystem>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace wardwatch::source {

/// What a file is, by its first bytes. Those that we read, then those that are worth naming to a person.
enum class FileKind : std::uint8_t {
  unknown,
  empty,
  pcap,
  pcapng,
  gzip,
  zstd,
  evtx,
  registry_hive,
  access,
  dicom,
  sqlite,
  ese,
  hl7,
  json,
  xml,
  text,
  zip,
  compound_file,
  pdf,
  windows_program,
  linux_program,
  shortcut,
  tar,
  xz,
  bzip2,
  lz4,
  seven_zip,
  rar,
  snoop,
  netmon,
};

/// Its short name: "pcap", "registry-hive", "dicom".
[[nodiscard]] std::string_view name_of(FileKind kind) noexcept;

struct Identified {
  FileKind kind = FileKind::unknown;
  std::string_view name;    ///< `name_of(kind)`.
  bool is_capture = false;  ///< pcap or pcapng, or a packed stream, which may hold one: opening it tells.
};

/// How many first bytes `identify` looks at, at most. Fewer are enough when the file has no more.
inline constexpr std::size_t kIdentifyBytes = 4104;

/// What begins with these bytes. Never by name: evidence is renamed on its way.
[[nodiscard]] Identified identify(Bytes first) noexcept;

/// A file and, when it is a gzip or zstd stream, what is inside; `inner` equals `outer` otherwise.
struct FileIdentity {
  Identified outer;
  Identified inner;
};

/// Reads the first bytes of a file. Fails when it cannot be opened or is no plain file.
[[nodiscard]] Result<FileIdentity> identify_file(const std::filesystem::path& path);

}  // namespace wardwatch::source
