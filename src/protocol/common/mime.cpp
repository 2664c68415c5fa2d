#include "protocol/common/mime.hpp"

#include <algorithm>
#include <array>

namespace wardwatch::protocol {
namespace {

struct Mark {
  std::size_t offset_bytes;
  std::string_view bytes;
  std::string_view kind;
};

constexpr std::array<Mark, 36> kMarks{{
    {0, "\x89PNG\r\n\x1a\n", "image/png"},
    {0, "GIF8", "image/gif"},
    {0, "\xff\xd8\xff", "image/jpeg"},
    {0, std::string_view{"II*\0", 4}, "image/tiff"},
    {0, std::string_view{"MM\0*", 4}, "image/tiff"},
    {0, "%PDF-", "application/pdf"},
    {0, "PK\x03\x04", "application/zip"},
    {0, "Rar!\x1a\x07", "application/x-rar"},
    {0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
    {0, "\x1f\x8b\x08", "application/x-gzip"},
    {0, "BZh", "application/x-bzip2"},
    {0,
     std::string_view{"\xfd"
                      "7zXZ\0",
                      6},
     "application/x-xz"},
    {0, "MZ", "application/x-dosexec"},
    {0,
     "\x7f"
     "ELF",
     "application/x-executable"},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"},
    {0, "{\\rtf", "text/rtf"},
    {128, "DICM", "application/dicom"},
    {0, "SQLite format 3", "application/x-sqlite3"},
    {4, "Standard Jet DB", "application/x-msaccess"},
    {4, "Standard ACE DB", "application/x-msaccess"},
    {0, "regf", "application/x-windows-registry"},
    {0, "ElfFile", "application/x-windows-evtx"},
    {0, "MSCF", "application/vnd.ms-cab-compressed"},
    {0, "MDMP", "application/x-minidump"},
    {0, "\xca\xfe\xba\xbe", "application/java-byte-code"},
    {0, "#!", "text/x-shellscript"},
    {0, "<?php", "text/x-php"},
    {0, "OggS", "application/ogg"},
    {0, "ID3", "audio/mpeg"},
    {0, "RIFF", "video/x-riff"},
    {0, "wOFF", "application/font-woff"},
    {0, "FWS", "application/x-shockwave-flash"},
    {0, "CWS", "application/x-shockwave-flash"},
    {0, "BM", "image/x-ms-bmp"},
    {0, "-----BEGIN CERTIFICATE", "application/x-pem"},
    {257, "ustar", "application/x-tar"},
}};

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins(std::string_view text, std::string_view lowered) noexcept {
  return text.size() >= lowered.size() && std::equal(lowered.begin(), lowered.end(), text.begin(),
                                                     [](char wanted, char c) { return lower(c) == wanted; });
}

bool is_text(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1b';
  });
}

/// A JSON text begins with an object or a list of something JSON has.
bool is_json(std::string_view text) noexcept {
  if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", 1);
  if (next == std::string_view::npos) return false;
  if (text[0] == '{') return text[next] == '"' || text[next] == '}';
  return std::string_view{"[{\"]-0123456789tfn"}.find(text[next]) != std::string_view::npos;
}

}  // namespace

std::string_view mime_of(Bytes front) noexcept {
  const std::string_view text = as_text(at_most(front, kMimeBytesMax));
  if (text.empty()) return {};
  for (const Mark& mark : kMarks) {
    if (text.size() >= mark.offset_bytes && text.substr(mark.offset_bytes).starts_with(mark.bytes)) return mark.kind;
  }
  if (!is_text(text)) return {};
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n\xef\xbb\xbf"), text.size());
  const std::string_view words = text.substr(begin);
  if (begins(words, "<!doctype html") || begins(words, "<html") || begins(words, "<head") || begins(words, "<title") ||
      begins(words, "<body") || begins(words, "<script")) {
    return "text/html";
  }
  if (begins(words, "<?xml")) return "application/xml";
  if (is_json(words)) return "text/json";
  return "text/plain";
}

}  // namespace wardwatch::protocol
