#include "listing/sample_rows.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "listing/ascii.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::array<char, 5> kSeparators{'|', '\t', ';', ',', ':'};
constexpr std::size_t kFieldBytesMax = 80;  ///< A longer field is prose.
constexpr std::size_t kLineBytesMax = 4096;

struct Shape {
  char separator = 0;
  std::size_t fields = 0;
  std::size_t values = 0;  ///< Fields that look like a date, a number or a masked one.
  bool is_quoted = false;
};

/// Four digits or more, or a date, or digits behind a mask: what a record has and a sentence has seldom.
bool is_value(std::string_view field) noexcept {
  std::size_t digits = 0, letters = 0, others = 0, marks = 0;
  for (const char c : field) {
    if (is_digit(c)) ++digits;
    else if (c == 'x' || c == 'X' || c == '*' || c == '#') ++marks;
    else if (is_letter(c)) ++letters;
    else if (c != ' ' && c != '-' && c != '/' && c != '.' && c != '(' && c != ')' && c != '"' && c != '\'') ++others;
  }
  if (field.find('@') != std::string_view::npos) return true;
  if (others > 1 || digits < 4) return false;
  return letters == 0 ? marks == 0 || marks >= 3 : letters <= 12 && digits >= 4;
}

Shape shape_of(std::string_view line, char separator) {
  Shape shape;
  shape.separator = separator;
  bool in_quotes = false;
  std::size_t start = 0, quoted = 0;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && line[at] == '"') {
      in_quotes = !in_quotes;
      quoted += in_quotes ? 1 : 0;
    }
    if (at < line.size() && (line[at] != separator || in_quotes)) continue;
    const std::string_view field = trimmed(line.substr(start, at - start));
    if (field.size() > kFieldBytesMax) return {};
    ++shape.fields;
    shape.values += is_value(field) ? 1 : 0;
    start = at + 1;
  }
  shape.is_quoted = quoted * 2 >= shape.fields;
  return shape;
}

/// The separator that gives the most fields, if the line may be a row at all.
Shape row_shape(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line.size() > kLineBytesMax) return {};
  for (const char separator : kSeparators) {
    if (std::count(line.begin(), line.end(), separator) < 2) continue;
    const Shape shape = shape_of(line, separator);
    const bool is_row = shape.fields >= 3 && shape.values >= 1 && shape.values < shape.fields;
    if (!is_row) continue;
    // A sentence with commas has long parts with blanks in them.
    const auto blanks = static_cast<std::size_t>(std::count(line.begin(), line.end(), ' '));
    if ((separator == ',' || separator == ':') && !shape.is_quoted && blanks > shape.fields * 3) continue;
    return shape;
  }
  return {};
}

bool continues(const Shape& before, const Shape& next) noexcept {
  if (before.separator != next.separator) return false;
  const std::size_t low = std::min(before.fields, next.fields), high = std::max(before.fields, next.fields);
  return high - low <= 1 + low / 6;
}

/// Words before a colon that a record of a person has.
constexpr std::array<std::string_view, 22> kLabels{
    "first name",   "last name", "name",      "full name", "dob",        "date of birth", "birth date", "ssn",
    "address",      "street",    "city",      "zip",       "phone",      "tel",           "mrn",        "member id",
    "insurance id", "policy",    "diagnosis", "patient",   "patient id", "gender"};

/// Which label a line begins with; npos when it is none or nothing stands behind it.
std::size_t label_of(std::string_view line) noexcept {
  line = trimmed(line);
  const std::size_t colon = line.find_first_of(":=");
  if (colon == std::string_view::npos || colon > 20 || trimmed(line.substr(colon + 1)).empty())
    return std::string_view::npos;
  const std::string_view label = trimmed(line.substr(0, colon));
  const auto* found =
      std::find_if(kLabels.begin(), kLabels.end(), [&](std::string_view known) { return equals_folded(label, known); });
  return found == kLabels.end() ? std::string_view::npos : static_cast<std::size_t>(found - kLabels.begin());
}

class Parter {
 public:
  explicit Parter(std::string_view text) {
    for_each_line(text, [&](std::string_view line) { lines_.push_back(line); });
    is_row_.resize(lines_.size());
  }

  Parted part() {
    mark_runs();
    mark_blocks();
    Parted parted;
    std::map<std::size_t, std::size_t> columns;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!is_row_[i]) parted.prose.append(lines_[i]);
      else if (parted.rows.size() < kSampleRowsMax) parted.rows.emplace_back(lines_[i]);
      parted.prose.push_back('\n');
      if (is_row_[i]) ++columns[row_shape(lines_[i]).fields];
    }
    for (const auto& [fields, count] : columns) {
      if (parted.columns == 0 || count > columns[parted.columns]) parted.columns = fields;
    }
    return parted;
  }

 private:
  /// Rows that follow each other. One alone must have many fields and values.
  void mark_runs() {
    std::size_t start = 0;
    Shape before;
    const auto end_run = [&](std::size_t end) {
      const std::size_t count = end - start;
      const bool is_rich = before.fields >= 4 && before.values >= 2 && (before.separator == '|' || before.is_quoted);
      if (before.separator != 0 && (count >= 2 || (count == 1 && is_rich)))
        std::fill(is_row_.begin() + static_cast<std::ptrdiff_t>(start),
                  is_row_.begin() + static_cast<std::ptrdiff_t>(end), true);
    };
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const Shape shape = row_shape(lines_[i]);
      if (before.separator != 0 && continues(before, shape)) {
        before = shape;
        continue;
      }
      end_run(i);
      start = i;
      before = shape;
    }
    end_run(lines_.size());
  }

  /// "Name: ..." and "DOB: ..." on lines of their own; two different labels make a block.
  void mark_blocks() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::size_t label = label_of(lines_[i]);
      if (label == std::string_view::npos) continue;
      const bool follows =
          i > 0 && label_of(lines_[i - 1]) != std::string_view::npos && label_of(lines_[i - 1]) != label;
      const bool leads = i + 1 < lines_.size() && label_of(lines_[i + 1]) != std::string_view::npos &&
                         label_of(lines_[i + 1]) != label;
      if (follows || leads) is_row_[i] = true;
    }
  }

  std::vector<std::string_view> lines_;
  std::vector<bool> is_row_;
};

}  // namespace

Parted part_sample(std::string_view text) { return Parter{text}.part(); }

}  // namespace wardwatch::listing
