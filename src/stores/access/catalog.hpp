#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "stores/access/table_definition.hpp"

namespace wardwatch::stores::access {

/// A table of its own, by name.
struct CatalogTable {
  std::string name;
  PageNumber page = 0;
};

/// What MSysObjects lists.
struct Catalog {
  std::vector<CatalogTable> tables;  ///< Those that people made; the system's and temporary ones are left out.
  std::vector<std::string>
      linked_to;  ///< Where linked tables lead: a file, or the server and database of a connection.
};

[[nodiscard]] Result<Catalog> read_catalog(PageFile& file);

}  // namespace wardwatch::stores::access
