#pragma once

#include <optional>
#include <string_view>

#include "stores/common/row_sink.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::office {

/// What a zip file is when an office program wrote it.
enum class Document : std::uint8_t { xlsx, ods, docx };

/// By the names of its members (ECMA-376 part 2, OpenDocument part 3); nothing for any other archive.
[[nodiscard]] std::optional<Document> document_in(const RandomFile& file);

/// Reads sheets as tables (ECMA-376 SpreadsheetML, OpenDocument), and a document's paragraphs as rows of one column.
/// Shared strings are held up to `kSharedBytesMax`; beyond it they are empty, and that is said.
[[nodiscard]] ReadStatus read_document(Document document, const RandomFile& file, RowSink& sink);

inline constexpr std::size_t kSharedBytesMax = 256U << 20U;

}  // namespace wardwatch::stores::office
