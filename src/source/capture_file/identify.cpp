#include "source/capture_file/identify.hpp"

#include <algorithm>
#include <array>

#include "source/capture_file/byte_stream.hpp"

namespace wardwatch::source {
namespace {

using namespace std::string_view_literals;

/// A kind that shows by fixed bytes at a fixed place.
struct Mark {
  std::size_t offset_bytes;
  std::string_view bytes;
  FileKind kind;
};

// pcap: microseconds, nanoseconds, Kuznetzov's extended record and IXIA's two, each in both byte orders.
constexpr Mark kMarks[] = {
    {0, "\xd4\xc3\xb2\xa1"sv, FileKind::pcap},
    {0, "\xa1\xb2\xc3\xd4"sv, FileKind::pcap},
    {0, "\x4d\x3c\xb2\xa1"sv, FileKind::pcap},
    {0, "\xa1\xb2\x3c\x4d"sv, FileKind::pcap},
    {0, "\x34\xcd\xb2\xa1"sv, FileKind::pcap},
    {0, "\xa1\xb2\xcd\x34"sv, FileKind::pcap},
    {0, "\xac\x01\x00\x1c"sv, FileKind::pcap},
    {0, "\x1c\x00\x01\xac"sv, FileKind::pcap},
    {0, "\xab\x01\x00\x1c"sv, FileKind::pcap},
    {0, "\x1c\x00\x01\xab"sv, FileKind::pcap},
    {0, "\x1f\x8b\x08"sv, FileKind::gzip},
    {0, "\x28\xb5\x2f\xfd"sv, FileKind::zstd},
    {0, "ElfFile\0"sv, FileKind::evtx},
    {0, "ElfChnk\0"sv, FileKind::evtx},     // Carved: chunks without their file,
    {4096, "ElfChnk\0"sv, FileKind::evtx},  // or a file without its header.
    {0, "regf"sv, FileKind::registry_hive},
    {4, "Standard Jet DB"sv, FileKind::access},
    {4, "Standard ACE DB"sv, FileKind::access},
    {128, "DICM"sv, FileKind::dicom},
    {0, "SQLite format 3\0"sv, FileKind::sqlite},
    {4, "\xef\xcd\xab\x89"sv, FileKind::ese},
    {0, "PK\x03\x04"sv, FileKind::zip},
    {0, "PK\x05\x06"sv, FileKind::zip},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, FileKind::compound_file},
    {0, "%PDF-"sv, FileKind::pdf},
    {0, "MZ"sv, FileKind::windows_program},
    {0,
     "\x7f"
     "ELF"sv,
     FileKind::linux_program},
    {0, "\x4c\x00\x00\x00\x01\x14\x02\x00"sv, FileKind::shortcut},
    {257, "ustar"sv, FileKind::tar},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     FileKind::xz},
    {0, "BZh"sv, FileKind::bzip2},
    {0, "\x04\x22\x4d\x18"sv, FileKind::lz4},
    {0, "7z\xbc\xaf\x27\x1c"sv, FileKind::seven_zip},
    {0, "Rar!\x1a\x07"sv, FileKind::rar},
    {0, "snoop\0\0\0"sv, FileKind::snoop},
    {0, "GMBU"sv, FileKind::netmon},
    {0, "RTSS"sv, FileKind::netmon},
    {0, "\x0bMSH|"sv, FileKind::hl7},
    {0, "MSH|"sv, FileKind::hl7},
    {0, "FHS|"sv, FileKind::hl7},
    {0, "BHS|"sv, FileKind::hl7},
};

/// pcapng 4.1: the section header block's type, and its byte-order magic after the length.
bool is_pcapng(std::string_view first) noexcept {
  if (!first.starts_with("\x0a\x0d\x0d\x0a"sv)) return false;
  const std::string_view order = first.substr(std::min<std::size_t>(8, first.size()), 4);
  return order == "\x4d\x3c\x2b\x1a"sv || order == "\x1a\x2b\x3c\x4d"sv;
}

/// RFC 8878 3.1.2: a zstd file may begin with skippable frames, 0x184D2A50 to 0x184D2A5F.
bool is_zstd_skippable(std::string_view first) noexcept {
  return first.size() >= 4 && first.substr(1, 3) == "\x2a\x4d\x18"sv &&
         (static_cast<unsigned char>(first[0]) & 0xf0U) == 0x50U;
}

FileKind kind_of_text(std::string_view first) noexcept {
  if (first.starts_with("\xef\xbb\xbf"sv)) first.remove_prefix(3);
  const bool is_text = std::all_of(first.begin(), first.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet >= 0x20 || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v';
  });
  if (!is_text) return FileKind::unknown;
  const std::size_t start = first.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return FileKind::text;
  if (first[start] == '{' || first[start] == '[') return FileKind::json;
  return first.substr(start).starts_with("<?xml") ? FileKind::xml : FileKind::text;
}

constexpr std::size_t kTextBytes = 512;  ///< As many must be text.

FileKind kind_of(Bytes first) noexcept {
  if (first.empty()) return FileKind::empty;
  const std::string_view text = as_text(at_most(first, kIdentifyBytes));
  for (const Mark& mark : kMarks) {
    if (text.size() >= mark.offset_bytes && text.substr(mark.offset_bytes).starts_with(mark.bytes)) return mark.kind;
  }
  if (is_pcapng(text)) return FileKind::pcapng;
  if (is_zstd_skippable(text)) return FileKind::zstd;
  return kind_of_text(text.substr(0, kTextBytes));
}

Identified identified(FileKind kind) noexcept {
  const bool is_packed = kind == FileKind::gzip || kind == FileKind::zstd;
  return {kind, name_of(kind), is_packed || kind == FileKind::pcap || kind == FileKind::pcapng};
}

}  // namespace

std::string_view name_of(FileKind kind) noexcept {
  constexpr std::array kNames{"unknown"sv,       "empty"sv,  "pcap"sv,  "pcapng"sv, "gzip"sv, "zstd"sv, "evtx"sv,
                              "registry-hive"sv, "access"sv, "dicom"sv, "sqlite"sv, "ese"sv,  "hl7"sv,  "json"sv,
                              "xml"sv,           "text"sv,   "zip"sv,   "ole"sv,    "pdf"sv,  "pe"sv,   "elf"sv,
                              "lnk"sv,           "tar"sv,    "xz"sv,    "bzip2"sv,  "lz4"sv,  "7z"sv,   "rar"sv,
                              "snoop"sv,         "netmon"sv};
  static_assert(kNames.size() == static_cast<std::size_t>(FileKind::netmon) + 1);
  return kNames.at(static_cast<std::size_t>(kind));
}

Identified identify(Bytes first) noexcept { return identified(kind_of(first)); }

Result<FileIdentity> identify_file(const std::filesystem::path& path) {
  auto stream = ByteStream::open(path, {.window_bytes = kIdentifyBytes});
  if (!stream) return tl::make_unexpected(stream.error());
  std::ignore = stream->fill(kIdentifyBytes);
  return FileIdentity{identified(stream->outer_kind()), identify(stream->window())};
}

}  // namespace wardwatch::source
