#pragma once

#include <string>
#include <vector>

#include "stores/input/random_file.hpp"

namespace wardwatch::stores::sqlite_file {

/// Puts the pages of a write-ahead log (SQLite file format, section 4) into the database that it lies beside, as far as
/// transactions in it are complete. A log of another run of the database, whose salts do not fit, changes nothing. Returns
/// what could not be read; empty when all was.
[[nodiscard]] std::string take_in_log(const RandomFile& log, std::uint64_t database_bytes_max,
                                      std::vector<std::byte>& database);

}  // namespace wardwatch::stores::sqlite_file
