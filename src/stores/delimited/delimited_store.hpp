#pragma once

#include "stores/common/row_sink.hpp"
#include "stores/delimited/dialect.hpp"
#include "stores/input/byte_stream.hpp"

namespace wardwatch::stores::delimited {

struct DelimitedStore {
  Dialect dialect;
  bool has_header = false;
  ReadStatus status;
};

/// Reads a text file as one table: separated, of fixed width, or line by line. Dialect and header are concluded from its
/// first `kSniffBytes`. A page is not separated: its commas are those of sentences.
enum class TextOf : std::uint8_t { file, pages };
[[nodiscard]] DelimitedStore read_delimited(ByteStream& stream, std::string_view table_name, RowSink& sink,
                                            TextOf text_of = TextOf::file);

}  // namespace wardwatch::stores::delimited
