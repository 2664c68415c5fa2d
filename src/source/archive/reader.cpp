#include "source/archive/reader.hpp"

#include <algorithm>

namespace wardwatch::source {

Archive archive_reader() {
  Archive in{archive_read_new()};
  archive_read_support_filter_gzip(in.get());
  archive_read_support_filter_bzip2(in.get());
  archive_read_support_filter_xz(in.get());
  archive_read_support_filter_zstd(in.get());
  archive_read_support_format_tar(in.get());
  archive_read_support_format_zip_seekable(in.get());
  archive_read_support_format_7zip(in.get());
  return in;
}

std::string words_of(archive* in) {
  const char* words = archive_error_string(in);
  return words != nullptr ? words : "no reason given";
}

Error fault_of(archive* in, std::size_t entry_count) {
  const std::string words = words_of(in);
  std::string lower = words;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  const std::string behind = " behind entry " + std::to_string(entry_count) + " (" + words + ")";
  if (has("truncated") || has("unexpected eof") || has("premature") || has("no progress is possible"))
    return {"is cut short" + behind};
  if (has("encrypt") || has("passphrase")) return {"is encrypted; unpack it yourself and name the folder"};
  return {"is damaged" + behind};
}

std::string path_of(archive_entry* entry) {
  const char* path = archive_entry_pathname_utf8(entry);
  if (path == nullptr) path = archive_entry_pathname(entry);  // Names that are no UTF-8, as they are.
  return path != nullptr ? path : "";
}

std::string_view refusal_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return "is a hard link";
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
    case AE_IFDIR: return "";
    case AE_IFLNK: return "is a symbolic link";
    case AE_IFCHR:
    case AE_IFBLK: return "is a device";
    default: return "is no plain file";
  }
}

}  // namespace wardwatch::source
