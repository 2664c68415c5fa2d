#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <archive.h>
#include <archive_entry.h>

#include "core/result.hpp"

namespace wardwatch::source {

struct CloseArchive {
  void operator()(archive* in) const noexcept { archive_read_free(in); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

/// A reader of zip, 7z and tar, the last also packed with gzip, bzip2, xz or Zstandard. Each further format would be one
/// more parser that a stranger can reach; a zip is read by the directory at its end, so that one that is cut short is not
/// taken for a whole one.
[[nodiscard]] Archive archive_reader();

/// libarchive's words for the last fault.
[[nodiscard]] std::string words_of(archive* in);
/// The last fault as a sentence about the archive that says whether fetching it again will help.
[[nodiscard]] Error fault_of(archive* in, std::size_t entry_count);

[[nodiscard]] std::string path_of(archive_entry* entry);
/// Why an entry is refused for what it is; empty for a plain file and for a folder.
[[nodiscard]] std::string_view refusal_of(archive_entry* entry);

}  // namespace wardwatch::source
