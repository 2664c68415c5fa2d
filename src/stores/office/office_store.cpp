#include "stores/office/office_store.hpp"

#include <algorithm>
#include <charconv>

#include "stores/office/sheet.hpp"
#include "stores/office/workbook.hpp"
#include "stores/office/xml_pull.hpp"
#include "stores/packed/archive_reader.hpp"

namespace wardwatch::stores::office {
namespace {

using Kind = XmlPull::Kind;

constexpr std::size_t kRepeatsMax = 1'000;  ///< Of a cell: sheets say "empty, a million times" to their right edge.

/// 12 of `xl/worksheets/sheet12.xml`; 0 when it is none.
std::size_t sheet_number(const std::string& path) {
  constexpr std::string_view kBefore = "xl/worksheets/sheet";
  if (!path.starts_with(kBefore) || !path.ends_with(".xml")) return 0;
  std::size_t number = 0;
  std::from_chars(path.data() + kBefore.size(), path.data() + path.size(), number);
  return number;
}

void read_xlsx(const RandomFile& file, RowSink& sink, ReadStatus& status) {
  Workbook workbook;
  status.note(packed::for_each_member(file, [&](const std::string& path, ByteStream& member) {
    if (path == "xl/sharedStrings.xml") workbook.read_shared(member);
    else if (path == "xl/workbook.xml") workbook.read_names(member);
    else if (path == "xl/styles.xml") workbook.read_styles(member);
    return true;
  }));
  if (workbook.is_shared_cut) status.note("has more texts than are held");
  status.note(packed::for_each_member(file, [&](const std::string& path, ByteStream& member) {
    const std::size_t number = sheet_number(path);
    if (number == 0) return true;
    const bool is_named = number <= workbook.sheet_names.size();
    const std::string name = is_named ? workbook.sheet_names[number - 1] : "sheet " + std::to_string(number);
    const std::uint64_t rows = read_sheet(workbook, name, member, sink);
    status.rows += rows;
    status.tables += rows > 0 ? 1 : 0;
    return true;
  }));
}

std::size_t repeats_of(const XmlPull& xml) {
  const std::string text = xml.attribute("number-columns-repeated");
  std::size_t repeats = 1;
  std::from_chars(text.data(), text.data() + text.size(), repeats);
  return std::clamp<std::size_t>(repeats, 1, kRepeatsMax);
}

/// OpenDocument part 3, 9.1: tables, rows and cells, whose text stands in paragraphs.
void read_ods_content(ByteStream& stream, RowSink& sink, ReadStatus& status) {
  XmlPull xml{stream};
  std::optional<Sheet> sheet;
  std::vector<std::string> cells;
  std::string cell;
  std::size_t repeats = 1, filled = 0;
  bool is_cell = false;
  for (Kind kind = xml.next(); kind != Kind::end_of_file; kind = xml.next()) {
    if (kind == Kind::text) {
      if (is_cell && cell.size() < kCellBytesMax) cell += xml.text();
      continue;
    }
    const std::string_view name = xml.name();
    const bool is_start = kind == Kind::start;
    if (name == "table" && is_start) {
      sheet.emplace(xml.attribute("name"), sink);
    } else if (name == "table" && sheet) {
      const std::uint64_t rows = sheet->end();
      status.rows += rows;
      status.tables += rows > 0 ? 1 : 0;
      sheet.reset();
    } else if (name == "table-row" && is_start) {
      cells.clear();
      filled = 0;
    } else if (name == "table-row" && sheet) {
      cells.resize(filled);
      if (!cells.empty()) sheet->row(cells);
    } else if (name == "table-cell" && is_start) {
      cell = xml.attribute("date-value");
      repeats = repeats_of(xml);
      is_cell = cell.empty();
    } else if (name == "table-cell") {
      for (std::size_t i = 0; i < repeats && cells.size() < kColumnsMax; ++i) cells.push_back(cell);
      if (!cell.empty()) filled = cells.size();
      is_cell = false;
    }
  }
  if (sheet) status.rows += sheet->end();
}

/// ECMA-376 part 1, 17.3.1.22: paragraphs; their runs' texts stand behind one another.
void read_docx_text(ByteStream& stream, RowSink& sink, ReadStatus& status) {
  const std::vector<ColumnHead> heads{{"text", PhiClass::none, true}};
  sink.begin_table({"text", heads});
  XmlPull xml{stream};
  std::string paragraph;
  bool is_text = false;
  for (Kind kind = xml.next(); kind != Kind::end_of_file; kind = xml.next()) {
    if (kind == Kind::text && is_text && paragraph.size() < kCellBytesMax) paragraph += xml.text();
    if (kind == Kind::text) continue;
    if (xml.name() == "t") is_text = kind == Kind::start;
    if ((xml.name() == "tab" || xml.name() == "br") && kind == Kind::start) paragraph += ' ';
    if (xml.name() != "p" || kind != Kind::end || paragraph.empty()) continue;
    const std::string_view cell = paragraph;
    sink.row({&cell, 1});
    ++status.rows;
    paragraph.clear();
  }
  sink.end_table();
  status.tables = 1;
}

}  // namespace

std::optional<Document> document_in(const RandomFile& file) {
  std::optional<Document> found;
  static_cast<void>(packed::for_each_member(file, [&](const std::string& path, ByteStream& member) {
    if (path == "xl/workbook.xml") found = Document::xlsx;
    if (path == "word/document.xml") found = Document::docx;
    if (path == "mimetype" && as_text(member.next()) == "application/vnd.oasis.opendocument.spreadsheet")
      found = Document::ods;
    return !found;
  }));
  return found;
}

ReadStatus read_document(Document document, const RandomFile& file, RowSink& sink) {
  ReadStatus status;
  if (document == Document::xlsx) {
    read_xlsx(file, sink, status);
    return status;
  }
  const std::string_view wanted = document == Document::ods ? "content.xml" : "word/document.xml";
  status.note(packed::for_each_member(file, [&](const std::string& path, ByteStream& member) {
    if (path != wanted) return true;
    if (document == Document::ods) read_ods_content(member, sink, status);
    else read_docx_text(member, sink, status);
    return false;
  }));
  return status;
}

}  // namespace wardwatch::stores::office
