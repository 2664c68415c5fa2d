#pragma once

#include <span>
#include <string>
#include <vector>

#include "stores/access/header.hpp"
#include "stores/common/row_sink.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::access {

/// What an Access file is, beside its rows.
struct AccessStore {
  Header header;
  std::vector<std::string> linked_to;
  bool is_readable = true;  ///< Not when it is encrypted or its catalog is damaged: `status` says why.
  ReadStatus status;
};

/// Reads every table that people made, and tells of protection and links. Any bytes: what cannot be read is passed over
/// and said; every page is visited a bounded number of times.
/// `passwords` are tried on an encrypted file, in their order.
[[nodiscard]] Result<AccessStore> read_access(const RandomFile& file, RowSink& sink,
                                              std::span<const std::string> passwords = {});

/// Who has a database open, by its lock file (.ldb, .laccdb): "HOST (account)".
[[nodiscard]] std::vector<std::string> lock_holders(Bytes lock_file);

}  // namespace wardwatch::stores::access
