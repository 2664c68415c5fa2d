#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "stores/input/random_file.hpp"

namespace wardwatch::stores::testing {

/// What libarchive makes of members with their text, in a format and filter of its own, as a file in memory.
inline RandomFile archive_of(int format, int filter, const std::vector<std::pair<std::string, std::string>>& members) {
  std::string bytes(1U << 20U, '\0');
  std::size_t used = 0;
  archive* out = archive_write_new();
  REQUIRE(archive_write_set_format(out, format) == ARCHIVE_OK);
  REQUIRE(archive_write_add_filter(out, filter) == ARCHIVE_OK);
  REQUIRE(archive_write_open_memory(out, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
  for (const auto& [path, text] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    REQUIRE(archive_write_header(out, entry) == ARCHIVE_OK);
    REQUIRE(archive_write_data(out, text.data(), text.size()) == static_cast<la_ssize_t>(text.size()));
    archive_entry_free(entry);
  }
  REQUIRE(archive_write_close(out) == ARCHIVE_OK);
  archive_write_free(out);
  auto file = RandomFile::in_memory();
  REQUIRE(file);
  REQUIRE(file->append(as_bytes(std::string_view{bytes}.substr(0, used))));
  return std::move(*file);
}

}  // namespace wardwatch::stores::testing
