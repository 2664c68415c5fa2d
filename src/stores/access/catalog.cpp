#include "stores/access/catalog.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

#include "stores/access/row_reader.hpp"
#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::access {
namespace {

constexpr PageNumber kCatalogPage = 2;
constexpr std::int64_t kTypeTable = 1;
constexpr std::int64_t kTypeLinkedOdbc = 4;
constexpr std::int64_t kTypeLinkedFile = 6;
constexpr std::uint32_t kSystemFlags = 0x80000002;
constexpr std::size_t kLinksMax = 64;
constexpr std::uint64_t kObjectsMax = 200'000;  ///< Rows of the catalog looked at.

enum Place : std::size_t { id, name, type, flags, database, connect, place_count };
constexpr std::array<std::string_view, place_count> kNames{"Id", "Name", "Type", "Flags", "Database", "Connect"};

std::int64_t number_of(std::string_view text) noexcept {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The value of a key of an ODBC connection; accounts and passwords beside it are not asked for.
std::string_view connection_part(std::string_view connection, std::string_view key) noexcept {
  for (std::size_t at = 0; at < connection.size();) {
    const std::size_t end = std::min(connection.find(';', at), connection.size());
    const std::string_view part = connection.substr(at, end - at);
    if (part.size() > key.size() && part.starts_with(key) && part[key.size()] == '=')
      return part.substr(key.size() + 1);
    at = end + 1;
  }
  return {};
}

std::string target_of(std::string_view database, std::string_view connection) {
  std::string target{database};
  for (const std::string_view key : {"SERVER", "DSN", "DATABASE"}) {
    const std::string_view part = connection_part(connection, key);
    if (part.empty() || part == target) continue;
    if (!target.empty()) target += " ";
    target += part;
  }
  target.resize(std::min(target.size(), kNameBytesMax));
  return target;
}

void note_object(Catalog& catalog, std::span<const std::string_view> cells,
                 const std::array<std::size_t, place_count>& at) {
  const auto cell = [&](Place place) { return at[place] < cells.size() ? cells[at[place]] : std::string_view{}; };
  const std::int64_t object = number_of(cell(type));
  if (object == kTypeLinkedFile || object == kTypeLinkedOdbc) {
    std::string target = target_of(cell(database), cell(connect));
    auto& links = catalog.linked_to;
    if (!target.empty() && links.size() < kLinksMax && std::find(links.begin(), links.end(), target) == links.end())
      links.push_back(std::move(target));
    return;
  }
  const bool is_system = (static_cast<std::uint32_t>(number_of(cell(flags))) & kSystemFlags) != 0;
  const std::string_view table = cell(name);
  if (object != kTypeTable || is_system || table.starts_with("MSys") || table.starts_with("~")) return;
  if (catalog.tables.size() >= kTablesMax) return;
  const auto page = static_cast<PageNumber>(number_of(cell(id)) & 0x00ff'ffff);
  catalog.tables.push_back({std::string{table.substr(0, kNameBytesMax)}, page});
}

}  // namespace

Result<Catalog> read_catalog(PageFile& file) {
  const Parsed<TableDefinition> table = read_definition(file, kCatalogPage);
  if (!table) return fail("the catalog's definition cannot be read: " + std::string{table.error().field_name()});
  std::array<std::size_t, place_count> at{};
  for (std::size_t place = 0; place < at.size(); ++place) {
    const auto found = std::find_if(table->columns.begin(), table->columns.end(),
                                    [&](const Column& column) { return column.name == kNames[place]; });
    if (found == table->columns.end() && place <= flags)
      return fail("the catalog has no column " + std::string{kNames[place]});
    at[place] = static_cast<std::size_t>(found - table->columns.begin());
  }
  Catalog catalog;
  RowReader rows{file, *table};
  std::vector<std::string_view> cells;
  for (std::uint64_t count = 0; count < kObjectsMax && rows.next(cells); ++count) note_object(catalog, cells, at);
  std::sort(catalog.tables.begin(), catalog.tables.end(), [](const CatalogTable& a, const CatalogTable& b) {
    return std::tie(a.page, a.name) < std::tie(b.page, b.name);
  });
  std::sort(catalog.linked_to.begin(), catalog.linked_to.end());
  return catalog;
}

}  // namespace wardwatch::stores::access
