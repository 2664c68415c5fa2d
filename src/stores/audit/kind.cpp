#include "stores/audit/kind.hpp"

#include <algorithm>
#include <array>

#include "core/load.hpp"
#include "stores/access/header.hpp"

namespace wardwatch::stores {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kDicomMarkOffset = 128;  // PS3.10 7.1
constexpr std::size_t kTarMarkOffset = 257;    // POSIX.1-1988 ustar
constexpr std::size_t kDbaseHeaderBytes = 32;

/// The version in the first byte, a believable date behind it, and lengths of header and record that fit.
bool is_dbase(Bytes bytes) noexcept {
  if (bytes.size() < kDbaseHeaderBytes + 1) return false;
  constexpr auto kVersions = std::to_array<std::uint8_t>({0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8b, 0xcb, 0xf5});
  const std::uint8_t month = load_u8(bytes, 2);
  const std::uint8_t day = load_u8(bytes, 3);
  const std::uint16_t header = load_u16le(bytes, 8);
  const std::uint16_t record = load_u16le(bytes, 10);
  return std::find(kVersions.begin(), kVersions.end(), load_u8(bytes, 0)) != kVersions.end() && month >= 1 &&
         month <= 12 && day >= 1 && day <= 31 && header > kDbaseHeaderBytes && header % 32 <= 8 && record >= 2;
}

bool is_archive(std::string_view text) noexcept {
  constexpr auto kMarks = std::to_array<std::string_view>(
      {"\x1f\x8b"sv, "\x28\xb5\x2f\xfd"sv, "7z\xbc\xaf\x27\x1c"sv, "BZh"sv, "\xfd\x37zXZ\0"sv});
  const bool marked =
      std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) { return text.starts_with(mark); });
  return marked || (text.size() > kTarMarkOffset + 5 && text.substr(kTarMarkOffset, 5) == "ustar");
}

/// Text has no zero bytes, unless it is UTF-16 with its mark, and few control characters.
bool is_text(Bytes bytes) noexcept {
  if (bytes.size() < 2) return false;
  const std::uint16_t mark = load_u16le(bytes, 0);
  if (mark == 0xfeff || mark == 0xfffe) return true;
  std::size_t controls = 0;
  for (const std::byte octet : bytes) {
    const auto value = std::to_integer<unsigned>(octet);
    if (value == 0) return false;
    const bool is_blank = value == '\t' || value == '\n' || value == '\r' || value == '\f' || value == 0x0b ||
                          value == 0x1c;  // MLLP frames HL7 messages with 0x0b and 0x1c.
    controls += value < 0x20 && !is_blank ? 1 : 0;
  }
  return controls * 100 <= bytes.size();
}

std::string_view without_mark(std::string_view text) noexcept {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n\x0b");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool has_word(std::string_view text, std::string_view upper) noexcept {
  const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 32) : a) == b; };
  return std::search(text.begin(), text.end(), upper.begin(), upper.end(), same) != text.end();
}

/// An object with a member, or an array of such.
bool is_json(std::string_view start) noexcept {
  const auto skip = [&](char bracket) {
    if (!start.starts_with(bracket)) return false;
    start = without_mark(start.substr(1));
    return true;
  };
  static_cast<void>(skip('['));
  if (!skip('{') || !start.starts_with('"')) return false;
  const std::size_t name_end = start.find('"', 1);
  return name_end != std::string_view::npos && without_mark(start.substr(name_end + 1)).starts_with(':');
}

Kind text_kind(std::string_view text) noexcept {
  const std::string_view start = without_mark(text);
  constexpr auto kHl7 = std::to_array<std::string_view>({"MSH|", "FHS|", "BHS|", "MSH^", "MSH~"});
  if (std::any_of(kHl7.begin(), kHl7.end(), [&](std::string_view mark) { return start.starts_with(mark); }))
    return Kind::hl7;
  if ((start.starts_with('{') || start.starts_with('[')) && text.find("\"resourceType\"") != std::string_view::npos)
    return Kind::fhir;
  if (is_json(start)) return Kind::json;
  const bool creates = has_word(text, "CREATE TABLE") || has_word(text, "COPY ");
  const bool inserts = has_word(text, "INSERT INTO") || has_word(text, "FROM STDIN");
  const bool begins = start.starts_with("--") || start.starts_with("/*") || has_word(start.substr(0, 12), "CREATE") ||
                      has_word(start.substr(0, 12), "INSERT INTO") || has_word(start.substr(0, 12), "DROP TABLE") ||
                      has_word(start.substr(0, 8), "SET ") || has_word(start.substr(0, 8), "BEGIN");
  if (begins && (creates || inserts)) return Kind::sql_dump;
  return Kind::delimited;
}

}  // namespace

bool is_zip(Bytes first_bytes) noexcept {
  const std::string_view text = as_text(first_bytes);
  return text.starts_with("PK\x03\x04"sv) || text.starts_with("PK\x05\x06"sv);
}

Kind identify(Bytes first_bytes) noexcept {
  const std::string_view text = as_text(first_bytes);
  if (access::is_access(first_bytes)) return Kind::access;
  if (text.starts_with("SQLite format 3\0"sv)) return Kind::sqlite;
  if (text.size() >= kDicomMarkOffset + 4 && text.substr(kDicomMarkOffset, 4) == "DICM") return Kind::dicom;
  if (text.starts_with("%PDF-")) return Kind::pdf;
  if (is_zip(first_bytes) || is_archive(text)) return Kind::archive;
  if (is_dbase(first_bytes)) return Kind::dbase;
  return is_text(first_bytes) ? text_kind(text) : Kind::unknown;
}

}  // namespace wardwatch::stores
