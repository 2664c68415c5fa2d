#pragma once

#include <vector>

#include "stores/access/table_definition.hpp"

namespace wardwatch::stores::access {

/// The pages that a table uses, in order. Where its map cannot be read, every page of the file is looked at instead:
/// each data page bears the number of the table that it belongs to.
[[nodiscard]] std::vector<PageNumber> pages_of(PageFile& file, const TableDefinition& table);

}  // namespace wardwatch::stores::access
