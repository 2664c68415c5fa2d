#include "stores/access/access_store.hpp"

#include <algorithm>
#include <array>

#include "core/load.hpp"
#include "stores/access/catalog.hpp"
#include "stores/access/row_reader.hpp"

namespace wardwatch::stores::access {
namespace {

/// Reads the rows of one table. A file cannot hold more rows than bytes: damage that multiplies rows ends there.
void read_table(PageFile& file, const CatalogTable& entry, const RandomFile& bytes, RowSink& sink, ReadStatus& status) {
  const Parsed<TableDefinition> table = read_definition(file, entry.page);
  if (!table) {
    status.note("the definition of a table on page " + std::to_string(entry.page) +
                " cannot be read: " + std::string{table.error().field_name()});
    return;
  }
  std::vector<ColumnHead> heads;
  for (const Column& column : table->columns) heads.push_back({column.name, PhiClass::none, false});
  ++status.tables;
  sink.begin_table({entry.name, heads});
  RowReader rows{file, *table};
  std::vector<std::string_view> cells;
  const std::uint64_t rows_max = bytes.size_bytes();
  std::uint64_t count = 0;
  for (; count < rows_max && rows.next(cells); ++count) sink.row(cells);
  sink.end_table();
  status.rows += count;
  status.rows_unreadable += rows.unreadable();
  if (count < table->row_count)
    status.note("a table has " + std::to_string(count) + " of the " + std::to_string(table->row_count) +
                " rows that its definition on page " + std::to_string(entry.page) + " counts");
}

Result<PageCipher> open_cipher(const Header& header, std::span<const std::string> passwords) {
  if (passwords.empty()) return fail("no password was given (--password-file)");
  Result<PageCipher> opened;
  for (const std::string& password : passwords) {
    opened = PageCipher::open(header.encryption, header.page_key, password);
    if (opened) break;
  }
  return opened;
}

}  // namespace

Result<AccessStore> read_access(const RandomFile& bytes, RowSink& sink, std::span<const std::string> passwords) {
  std::array<std::byte, kHeaderBytes> first{};
  const auto header = read_header(bytes.read_at(0, first));
  if (!header) return fail("is no Access database of a version that is known");
  AccessStore store;
  store.header = *header;
  std::optional<PageCipher> cipher;
  if (header->protection == Protection::encrypted) {
    auto opened = open_cipher(*header, passwords);
    if (!opened) {
      store.is_readable = false;
      store.status.note("is encrypted (" + header->strength + "): " + opened.error().what);
      return store;
    }
    cipher = std::move(*opened);
  }
  PageFile file{bytes, *header, cipher ? &*cipher : nullptr};
  Result<Catalog> catalog = read_catalog(file);
  if (!catalog) {
    store.is_readable = false;
    store.status.note(catalog.error().what);
    return store;
  }
  store.linked_to = std::move(catalog->linked_to);
  for (const CatalogTable& table : catalog->tables) read_table(file, table, bytes, sink, store.status);
  if (bytes.size_bytes() % header->page_bytes != 0)
    store.status.note("ends within a page, at byte " + std::to_string(bytes.size_bytes()));
  if (store.status.rows_unreadable > 0)
    store.status.note(std::to_string(store.status.rows_unreadable) + " rows cannot be read");
  return store;
}

std::vector<std::string> lock_holders(Bytes lock_file) {
  constexpr std::size_t kNameBytes = 32;
  constexpr std::size_t kHoldersMax = 255;  // Jet allows 255 at once.
  const auto text = [&](std::size_t at) {
    const std::string_view field = as_text(lock_file.subspan(at, kNameBytes));
    std::string_view name = field.substr(0, field.find('\0'));
    while (name.ends_with(' ')) name.remove_suffix(1);
    const bool is_plain =
        std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= ' '; });
    return is_plain ? std::string{name} : std::string{};
  };
  std::vector<std::string> holders;
  for (std::size_t at = 0; at + 2 * kNameBytes <= lock_file.size() && holders.size() < kHoldersMax;
       at += 2 * kNameBytes) {
    std::string holder = text(at);
    if (holder.empty()) continue;
    if (const std::string account = text(at + kNameBytes); !account.empty()) holder += " (" + account + ")";
    if (std::find(holders.begin(), holders.end(), holder) == holders.end()) holders.push_back(std::move(holder));
  }
  return holders;
}

}  // namespace wardwatch::stores::access
