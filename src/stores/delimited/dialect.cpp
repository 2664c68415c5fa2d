#include "stores/delimited/dialect.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/load.hpp"
#include "stores/common/encoding.hpp"

namespace wardwatch::stores::delimited {
namespace {

constexpr std::size_t kLinesLookedAt = 400;
constexpr std::string_view kSeparators = ",\t|;";
constexpr std::size_t kFixedLinesMin = 8;  ///< Fewer lines have blanks in the same places by chance.
constexpr std::size_t kLineBytesLookedAt = 4'096;
constexpr std::size_t kFixedColumnsMin = 3;
constexpr double kRegular = 0.7;          ///< Part of the lines that must have the same number of cells.
constexpr double kFewCellsRegular = 0.9;  ///< The same where there are only two: commas of prose.

std::vector<std::string_view> lines_of(std::string_view text, char line_end) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < kLinesLookedAt) {
    const std::size_t end = text.find(line_end);
    // The last line may be cut off by the end of the sample: it is left out unless it is the only one.
    if (end == std::string_view::npos && !lines.empty() && text.size() < kLineBytesLookedAt) break;
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line.substr(0, kLineBytesLookedAt));
    text.remove_prefix(std::min(end == std::string_view::npos ? text.size() : end + 1, text.size()));
  }
  return lines;
}

struct Cells {
  std::size_t count = 0;
  bool quoted = false;
};

Cells cells_in(std::string_view line, char separator) noexcept {
  Cells cells{1, false};
  bool in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool at_start = i == 0 || (line[i - 1] == separator && !in_quotes);
    if (line[i] == '"' && (in_quotes || at_start)) {
      in_quotes = !in_quotes;
      cells.quoted = true;
    } else if (line[i] == separator && !in_quotes) {
      ++cells.count;
    }
  }
  return cells;
}

struct Fit {
  std::size_t columns = 1;
  double share = 0;
  bool quoted = false;
};

/// How regularly the separator parts the lines: the most frequent number of cells, and how many lines have it.
Fit fit_of(const std::vector<std::string_view>& lines, char separator) {
  std::map<std::size_t, std::size_t> lines_with;
  Fit fit;
  for (const std::string_view line : lines) {
    const Cells cells = cells_in(line, separator);
    ++lines_with[cells.count];
    fit.quoted = fit.quoted || cells.quoted;
  }
  std::size_t most = 0;
  for (const auto& [columns, count] : lines_with) {
    if (columns < 2 || count < most) continue;
    most = count;
    fit.columns = columns;
  }
  fit.share = lines.empty() ? 0 : static_cast<double>(most) / static_cast<double>(lines.size());
  return fit;
}

bool is_table(const Fit& fit, std::size_t lines) noexcept {
  if (fit.columns < 2 || lines < 2) return false;
  return fit.share >= (fit.columns == 2 ? kFewCellsRegular : kRegular);
}

/// Columns begin where every line has a blank and some line has none behind it.
std::vector<std::size_t> fixed_starts(const std::vector<std::string_view>& lines) {
  if (lines.size() < kFixedLinesMin) return {};
  std::size_t width = 0;
  for (const std::string_view line : lines) width = std::max(width, line.size());
  std::vector<std::size_t> filled(width + 1, 0);
  for (const std::string_view line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) filled[i] += line[i] != ' ' ? 1 : 0;
  }
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < width; ++i) {
    const bool begins = filled[i] * 2 >= lines.size() && (i == 0 || filled[i - 1] == 0);
    if (begins) starts.push_back(i);
  }
  return starts.size() >= kFixedColumnsMin ? starts : std::vector<std::size_t>{};
}

}  // namespace

Encoding encoding_of(Bytes first_bytes) noexcept {
  if (first_bytes.size() >= 2) {
    const std::uint16_t mark = load_u16le(first_bytes, 0);
    if (mark == 0xfeff) return Encoding::utf16le;
    if (mark == 0xfffe) return Encoding::utf16be;
  }
  return is_utf8(first_bytes) ? Encoding::utf8 : Encoding::windows_1252;
}

Dialect dialect_of(std::string_view first_text) {
  Dialect dialect;
  const std::string_view text = first_text.substr(0, kSniffBytes);
  if (text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos) dialect.line_end = '\r';
  const std::vector<std::string_view> lines = lines_of(text, dialect.line_end);
  double best = 0;
  for (const char separator : kSeparators) {
    const Fit fit = fit_of(lines, separator);
    const double score = fit.share * static_cast<double>(fit.columns);
    if (!is_table(fit, lines.size()) || score <= best) continue;
    best = score;
    dialect.layout = Layout::separated;
    dialect.separator = separator;
    dialect.columns = fit.columns;
    dialect.quotes_in_use = fit.quoted;
  }
  if (dialect.layout == Layout::separated) return dialect;
  dialect.starts = fixed_starts(lines);
  if (dialect.starts.empty()) return dialect;
  dialect.layout = Layout::fixed_width;
  dialect.columns = dialect.starts.size();
  return dialect;
}

std::string describe(const Dialect& dialect) {
  constexpr std::array<std::string_view, 4> kEncodings{"UTF-8", "Windows-1252", "UTF-16LE", "UTF-16BE"};
  std::string text;
  switch (dialect.layout) {
    case Layout::fixed_width: text = "fixed width"; break;
    case Layout::prose: text = "text"; break;
    case Layout::separated:
      text = dialect.separator == ','    ? "comma-separated"
             : dialect.separator == '\t' ? "tab-separated"
             : dialect.separator == '|'  ? "pipe-separated"
                                         : "semicolon-separated";
      break;
  }
  return text + ", " + std::string{kEncodings[static_cast<std::size_t>(dialect.encoding)]};
}

}  // namespace wardwatch::stores::delimited
