#include "report/screen.hpp"

#include <algorithm>
#include <vector>

#include "report/words.hpp"

namespace wardwatch::report {
namespace {

constexpr std::size_t kTitleMax = 160;

/// Lines of at most `width` columns, broken at spaces, within words only where a word is longer than a line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines{""};
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (column > 0 && column + 1 + width_of(word) > width) {
      lines.emplace_back();
      column = 0;
    }
    for (; width_of(word) > width; lines.emplace_back()) {
      const std::size_t bytes = prefix_bytes(word, width);
      lines.back() += word.substr(0, bytes);
      word.remove_prefix(bytes);
    }
    if (column > 0) lines.back() += ' ';
    lines.back() += word;
    column = width_of(lines.back());
  }
  return lines;
}

/// Columns that a line takes on the screen: colours take none.
std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  bool in_sequence = false;
  for (const char c : text) {
    if (c == '\033') in_sequence = true;
    if (!in_sequence) columns += width_of(std::string_view{&c, 1});
    if (in_sequence && c == 'm') in_sequence = false;
  }
  return columns;
}

}  // namespace

std::string Screen::painted(std::string_view code, const std::string& text) const {
  return colour_ ? "\033[" + std::string{code} + "m" + text + "\033[0m" : text;
}

std::string Screen::weighted(const std::string& text, Weight weight) const {
  switch (weight) {
    case Weight::normal: return text;
    case Weight::bold: return painted("1", text);
    case Weight::quiet: return painted("2", text);
  }
  return text;
}

std::string Screen::severity(record::Severity level) const {
  std::string name{record::name_of(level)};
  for (char& c : name) c = static_cast<char>(c - 'a' + 'A');
  using record::Severity;
  return painted(level >= Severity::high ? "1;31" : level == Severity::medium ? "33" : "36", name);
}

void Screen::title(record::Severity level, std::string_view text) {
  std::string start = severity(level) + "  ";
  const std::size_t hang = columns_of(start);
  for (const std::string& line : wrapped(cut(visible(cut(text, kTitleMax)), kTitleMax), kScreenWidth - hang)) {
    out_ += start + weighted(line, Weight::bold) + "\n";
    start.assign(hang, ' ');
  }
}

void Screen::heading(std::string_view text) { out_ += painted("1", std::string{text}) + "\n"; }

void Screen::line(std::string_view ready, std::string_view text, Weight weight) {
  const std::size_t used = std::min(columns_of(ready), kScreenWidth - 8);
  const std::string clean = cut(visible(cut(text, kSentenceMax)), kScreenWidth - used);
  out_ += std::string{ready} + weighted(clean, weight) + "\n";
}

void Screen::paragraph(std::string_view text, std::size_t indent, Weight weight) {
  if (text.empty()) return;
  for (const std::string& line : wrapped(visible(cut(text, kParagraphMax)), kScreenWidth - indent)) {
    out_ += std::string(indent, ' ') + weighted(line, weight) + "\n";
  }
}

void Screen::item(std::string_view mark, std::string_view text, std::size_t indent) {
  std::string start = std::string(indent, ' ') + std::string{mark};
  const std::size_t hang = std::max(start.size(), indent + 2);
  for (const std::string& line : wrapped(visible(cut(text, kParagraphMax)), kScreenWidth - hang)) {
    out_ += start + line + "\n";
    start.assign(hang, ' ');
  }
}

}  // namespace wardwatch::report
