#include "stores/office/workbook.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <set>

#include "stores/office/office_store.hpp"
#include "stores/office/sheet.hpp"
#include "stores/office/xml_pull.hpp"

namespace wardwatch::stores::office {
namespace {

using Kind = XmlPull::Kind;

std::uint32_t number_of(std::string_view text) noexcept {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The column of `BC12`, from 0.
std::size_t column_of(std::string_view reference) noexcept {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    if (column > kColumnsMax) return kColumnsMax;
  }
  return column == 0 ? 0 : column - 1;
}

/// 18.8.30: the built-in formats of dates; of others, one that has years or days outside of quotes.
bool is_date_format(std::uint32_t id, const std::set<std::uint32_t>& own) {
  return (id >= 14 && id <= 17) || id == 22 || own.contains(id);
}
bool has_date_letters(std::string_view code) noexcept {
  bool in_quotes = false, in_brackets = false;
  for (const char c : code) {
    if (c == '"') in_quotes = !in_quotes;
    if (c == '[' || c == ']') in_brackets = c == '[';
    if (!in_quotes && !in_brackets && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) return true;
  }
  return false;
}

/// A day counted from 1899-12-30, as spreadsheets do, as ISO 8601.
std::string date_text(const std::string& serial) {
  double days = 0;
  std::from_chars(serial.data(), serial.data() + serial.size(), days);
  constexpr double kLast = 2'958'465;  // 9999-12-31.
  if (!(days >= 1) || days > kLast) return serial;
  using namespace std::chrono;
  const year_month_day date{sys_days{year{1899} / December / 30} + std::chrono::days{static_cast<int>(days)}};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

/// Reads one sheet.
class SheetReader {
 public:
  SheetReader(const Workbook& workbook, ByteStream& stream, Sheet& sheet)
      : workbook_{workbook}, xml_{stream}, sheet_{sheet} {}

  void run() {
    for (Kind kind = xml_.next(); kind != Kind::end_of_file; kind = xml_.next()) {
      if (kind == Kind::start) start();
      else if (kind == Kind::text && is_value_) value_ += xml_.text();
      else if (kind == Kind::end) end();
    }
  }

 private:
  void start() {
    const std::string_view name = xml_.name();
    if (name == "row") cells_.clear();
    else if (name == "c") cell();
    else if (name == "v" || name == "t") is_value_ = true;
  }

  void cell() {
    value_.clear();
    type_ = xml_.attribute("t");
    const std::string reference = xml_.attribute("r");
    column_ = reference.empty() ? cells_.size() : column_of(reference);
    const std::size_t style = number_of(xml_.attribute("s"));
    is_date_ = style < workbook_.is_date_style.size() && workbook_.is_date_style[style];
  }

  void end() {
    const std::string_view name = xml_.name();
    if (name == "v" || name == "t") is_value_ = false;
    else if (name == "c") put();
    else if (name == "row" && !cells_.empty()) sheet_.row(cells_);
  }

  void put() {
    if (column_ >= kColumnsMax) return;
    if (cells_.size() <= column_) cells_.resize(column_ + 1);
    std::string& cell = cells_[column_];
    if (type_ == "s") {
      const std::size_t index = number_of(value_);
      if (index < workbook_.shared.size()) cell = workbook_.shared[index];
    } else if (is_date_ && (type_.empty() || type_ == "n")) {
      cell = date_text(value_);
    } else {
      cell = std::move(value_);
    }
  }

  const Workbook& workbook_;
  XmlPull xml_;
  Sheet& sheet_;
  std::vector<std::string> cells_;
  std::string type_, value_;
  std::size_t column_ = 0;
  bool is_value_ = false, is_date_ = false;
};

}  // namespace

void Workbook::read_shared(ByteStream& stream) {
  XmlPull xml{stream};
  std::string text;
  bool is_text = false;
  for (Kind kind = xml.next(); kind != Kind::end_of_file; kind = xml.next()) {
    if (kind == Kind::start && xml.name() == "si") text.clear();
    if (kind == Kind::start && xml.name() == "t") is_text = true;
    if (kind == Kind::text && is_text) text += xml.text();
    if (kind == Kind::end && xml.name() == "t") is_text = false;
    if (kind != Kind::end || xml.name() != "si") continue;
    shared_bytes += text.size() + sizeof(std::string);
    is_shared_cut = shared_bytes > kSharedBytesMax;
    if (is_shared_cut) return;
    shared.push_back(std::move(text));
    text.clear();
  }
}

void Workbook::read_names(ByteStream& stream) {
  XmlPull xml{stream};
  for (Kind kind = xml.next(); kind != Kind::end_of_file && sheet_names.size() < kTablesMax; kind = xml.next()) {
    if (kind == Kind::start && xml.name() == "sheet") sheet_names.push_back(xml.attribute("name"));
  }
}

void Workbook::read_styles(ByteStream& stream) {
  XmlPull xml{stream};
  std::set<std::uint32_t> own;
  bool in_cell_formats = false;
  constexpr std::size_t kStylesMax = 65'536;  // 64,000 is Excel's limit.
  for (Kind kind = xml.next(); kind != Kind::end_of_file && is_date_style.size() < kStylesMax; kind = xml.next()) {
    if (xml.name() == "cellXfs") in_cell_formats = kind == Kind::start;
    if (kind != Kind::start) continue;
    if (xml.name() == "numFmt" && own.size() < kStylesMax && has_date_letters(xml.attribute("formatCode")))
      own.insert(number_of(xml.attribute("numFmtId")));
    if (xml.name() == "xf" && in_cell_formats)
      is_date_style.push_back(is_date_format(number_of(xml.attribute("numFmtId")), own));
  }
}

std::uint64_t read_sheet(const Workbook& workbook, const std::string& name, ByteStream& stream, RowSink& sink) {
  Sheet sheet{name, sink};
  SheetReader{workbook, stream, sheet}.run();
  return sheet.end();
}

}  // namespace wardwatch::stores::office
