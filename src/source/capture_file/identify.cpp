#include "source/capture_file/identify.hpp"

#include <array>

namespace wardwatch::source {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view name;
  bool is_capture;
};

constexpr std::array<Magic, 20> kMagics{{
    {"\xd4\xc3\xb2\xa1"sv, "pcap", true},
    {"\xa1\xb2\xc3\xd4"sv, "pcap", true},
    {"\x4d\x3c\xb2\xa1"sv, "pcap", true},
    {"\xa1\xb2\x3c\x4d"sv, "pcap", true},
    {"\x34\xcd\xb2\xa1"sv, "pcap", true},
    {"\xa1\xb2\xcd\x34"sv, "pcap", true},
    {"\x0a\x0d\x0d\x0a"sv, "pcapng", true},
    {"\x1f\x8b"sv, "gzip", true},
    {"\x28\xb5\x2f\xfd"sv, "zstd", true},
    {"ElfFile\0"sv, "evtx", false},
    {"regf"sv, "registry hive", false},
    {"SQLite format 3\0"sv, "sqlite", false},
    {"\0\1\0\0Standard Jet DB"sv, "access", false},
    {"\0\1\0\0Standard ACE DB"sv, "access", false},
    {"PK\3\4"sv, "zip", false},
    {"7z\xbc\xaf\x27\x1c"sv, "7z", false},
    {"%PDF-"sv, "pdf", false},
    {"MZ"sv, "PE image", false},
    {"\x7f"
     "ELF"sv,
     "ELF image", false},
    {"MSH|"sv, "hl7", false},
}};

}  // namespace

Identified identify(Bytes first) {
  const std::string_view text = as_text(first);
  if (text.empty()) return {"empty", false};
  for (const Magic& magic : kMagics) {
    if (text.starts_with(magic.bytes)) return {std::string{magic.name}, magic.is_capture};
  }
  if (text.size() >= 132 && text.substr(128, 4) == "DICM") return {"dicom", false};
  return {};
}

}  // namespace wardwatch::source
