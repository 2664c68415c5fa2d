#include "stores/delimited/record_splitter.hpp"

#include <algorithm>
#include <bit>

#include "core/load.hpp"
#include "stores/common/encoding.hpp"

namespace wardwatch::stores::delimited {
namespace {

constexpr std::size_t kCellsMax = kColumnsMax * 4;  ///< Of one row: beyond it the row is cells all the way down.

constexpr std::uint64_t kLowBits = 0x0101010101010101ULL;
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

/// A high bit in each byte of the word that is `c`; bits above the lowest one may be wrong.
constexpr std::uint64_t bytes_equal(std::uint64_t word, std::uint64_t c_everywhere) noexcept {
  const std::uint64_t differs = word ^ c_everywhere;
  return (differs - kLowBits) & ~differs & kHighBits;
}

/// Where `a` or `b` first stands from `from` on; the size when neither does. Eight bytes a step: half of the time that
/// reading a large file takes is spent here.
std::size_t find_either(std::string_view text, std::size_t from, char a, char b) noexcept {
  const std::uint64_t all_a = kLowBits * static_cast<unsigned char>(a);
  const std::uint64_t all_b = kLowBits * static_cast<unsigned char>(b);
  const Bytes bytes = as_bytes(text);
  for (; from + 8 <= text.size(); from += 8) {
    const std::uint64_t word = load_u64le(bytes, from);
    const std::uint64_t found = bytes_equal(word, all_a) | bytes_equal(word, all_b);
    if (found != 0) return from + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (from < text.size() && text[from] != a && text[from] != b) ++from;
  return from;
}

bool has_high_bit(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

void RecordSplitter::feed(std::string_view text) {
  text_.erase(0, at_);
  at_ = 0;
  text_ += text;
}

/// The quote that closes a cell, which is followed by a separator or the line's end; npos when it is not there yet.
std::size_t RecordSplitter::closing_quote(std::size_t from) const noexcept {
  for (std::size_t at = text_.find('"', from); at != std::string::npos; at = text_.find('"', at + 1)) {
    if (at + 1 < text_.size() && text_[at + 1] == '"') {
      ++at;
      continue;
    }
    return at;
  }
  return std::string::npos;
}

RecordSplitter::Scan RecordSplitter::scan_separated(std::vector<std::string_view>& cells, bool with_quotes) {
  cells.clear();
  doubled_.clear();
  const std::string_view text = text_;
  std::size_t start = at_;
  for (;;) {
    std::size_t end = start;
    std::size_t cell_end = 0;
    if (with_quotes && start < text.size() && text[start] == '"') {
      const std::size_t quote = closing_quote(start + 1);
      if (quote == std::string::npos || (quote + 1 == text.size() && !is_ended_))
        return text.size() - at_ > kRowBytesMax || is_ended_ ? Scan::too_long : Scan::more;
      cell_end = quote;
      end = find_either(text, quote + 1, dialect_.separator, dialect_.line_end);
      ++start;
    } else {
      end = find_either(text, start, dialect_.separator, dialect_.line_end);
      cell_end = end;
    }
    if (end == text.size() && !is_ended_) return end - at_ > kRowBytesMax ? Scan::too_long : Scan::more;
    const bool is_last = end == text.size() || text[end] == dialect_.line_end;
    if (is_last && cell_end == end && cell_end > start && text[cell_end - 1] == '\r') --cell_end;
    std::string_view cell = text.substr(start, cell_end - start);
    if (cells.size() < kCellsMax) {
      if (cell_end < end && cell.find('"') != std::string_view::npos) doubled_.push_back(cells.size());
      cells.push_back(cell);
    }
    if (is_last) {
      at_ = std::min(end + 1, text.size());
      return Scan::row;
    }
    start = end + 1;
  }
}

/// Takes one of each two quotes out, in place: the row has been read, and nobody reads these bytes again.
void RecordSplitter::undouble(std::string_view& cell) noexcept {
  const auto begin = static_cast<std::size_t>(cell.data() - text_.data());
  std::size_t to = begin;
  for (std::size_t from = begin; from < begin + cell.size(); ++from) {
    text_[to++] = text_[from];
    if (text_[from] == '"' && from + 1 < begin + cell.size() && text_[from + 1] == '"') ++from;
  }
  cell = std::string_view{text_}.substr(begin, to - begin);
}

void RecordSplitter::to_utf8(std::vector<std::string_view>& cells) {
  converted_.clear();
  converted_ends_.clear();
  for (const std::string_view cell : cells) {
    append_windows_1252(converted_, as_bytes(cell));
    converted_ends_.push_back(converted_.size());
  }
  std::size_t start = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = std::string_view{converted_}.substr(start, converted_ends_[i] - start);
    start = converted_ends_[i];
  }
}

/// A row without an end is given up: its rest is passed over up to the next line.
void RecordSplitter::drop_long_row() {
  if (!in_long_row_) ++rows_too_long_;
  const std::size_t end = text_.find(dialect_.line_end, at_);
  in_long_row_ = end == std::string::npos;
  at_ = in_long_row_ ? text_.size() : end + 1;
}

bool RecordSplitter::next_separated(std::vector<std::string_view>& cells) {
  while (at_ < text_.size()) {
    if (in_long_row_) {
      drop_long_row();
      continue;
    }
    Scan scan = scan_separated(cells, true);
    if (scan == Scan::too_long) {
      ++quotes_never_closed_;
      scan = scan_separated(cells, false);
      if (scan == Scan::too_long) drop_long_row();
    }
    if (scan == Scan::more) return false;
    if (scan == Scan::too_long || (cells.size() == 1 && cells[0].empty())) continue;
    for (const std::size_t cell : doubled_) undouble(cells[cell]);
    return true;
  }
  return false;
}

bool RecordSplitter::next_fixed(std::vector<std::string_view>& cells) {
  while (at_ < text_.size()) {
    const std::size_t end = text_.find(dialect_.line_end, at_);
    if (end == std::string::npos && !is_ended_ && text_.size() - at_ <= kRowBytesMax) return false;
    std::string_view line = std::string_view{text_}.substr(at_, end == std::string::npos ? end : end - at_);
    at_ = end == std::string::npos ? text_.size() : end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    cells.clear();
    if (dialect_.layout == Layout::prose) cells.push_back(line);
    for (std::size_t i = 0; i < dialect_.starts.size(); ++i) {
      const std::size_t start = std::min(dialect_.starts[i], line.size());
      const std::size_t next =
          i + 1 < dialect_.starts.size() ? std::min(dialect_.starts[i + 1], line.size()) : line.size();
      cells.push_back(line.substr(start, next - start));
    }
    return true;
  }
  return false;
}

bool RecordSplitter::next(std::vector<std::string_view>& cells) {
  const bool found = dialect_.layout == Layout::separated ? next_separated(cells) : next_fixed(cells);
  if (found && dialect_.encoding == Encoding::windows_1252 && std::any_of(cells.begin(), cells.end(), has_high_bit))
    to_utf8(cells);
  return found;
}

}  // namespace wardwatch::stores::delimited
