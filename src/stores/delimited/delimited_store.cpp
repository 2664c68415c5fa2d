#include "stores/delimited/delimited_store.hpp"

#include <algorithm>

#include "stores/delimited/headed_table.hpp"
#include "stores/delimited/record_splitter.hpp"
#include "stores/delimited/text_stream.hpp"

namespace wardwatch::stores::delimited {
namespace {

/// Reads until there is enough to conclude from, or the end.
std::string first_text(TextStream& text) {
  std::string first;
  std::string_view piece;
  while (first.size() < kSniffBytes && text.next(piece)) first += piece;
  return first;
}

}  // namespace

DelimitedStore read_delimited(ByteStream& stream, std::string_view table_name, RowSink& sink, TextOf text_of) {
  DelimitedStore store;
  TextStream text{stream};
  const std::string first = first_text(text);
  store.dialect = dialect_of(first);
  if (text_of == TextOf::pages && store.dialect.layout == Layout::separated) store.dialect = Dialect{};
  store.dialect.encoding = text.encoding();
  RecordSplitter splitter{store.dialect};
  HeadedTable table{store.dialect, table_name, sink};
  std::vector<std::string_view> cells;
  splitter.feed(first);
  for (std::string_view piece; text.next(piece); splitter.feed(piece)) {
    while (splitter.next(cells)) table.row(cells);
  }
  splitter.end();
  while (splitter.next(cells)) table.row(cells);
  table.end();
  store.has_header = table.has_header();
  store.status.tables = 1;
  store.status.rows = table.rows();
  store.status.rows_unreadable = splitter.rows_too_long();
  if (!stream.problem().empty()) store.status.note(stream.problem());
  if (splitter.quotes_never_closed() > 0)
    store.status.note(std::to_string(splitter.quotes_never_closed()) + " rows have a quote that never closes");
  if (splitter.rows_too_long() > 0)
    store.status.note(std::to_string(splitter.rows_too_long()) + " rows are longer than can be read");
  return store;
}

}  // namespace wardwatch::stores::delimited
