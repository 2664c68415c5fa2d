#include "stores/access/cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "core/load.hpp"
#include "core/utf16.hpp"
#include "stores/common/encoding.hpp"
#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::access {
namespace {

constexpr std::uint32_t kMemoLength = 0x3fffffff;
constexpr std::uint32_t kMemoInline = 0x80000000;
constexpr std::uint32_t kMemoOnePage = 0x40000000;
constexpr std::size_t kMemoHeaderBytes = 12;
constexpr std::size_t kMemoPiecesMax = 1'024;  ///< Pieces of a long memo; a damaged one may point round in a circle.

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 24> digits{};
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_real(std::string& out, double value) {
  std::array<char, 40> digits{};
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// A signed whole number of which the last `scale` digits are decimals.
void append_scaled(std::string& out, bool is_negative, std::string digits, std::size_t scale) {
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) {
    digits.insert(digits.size() - scale, 1, '.');
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
  }
  if (is_negative) out.push_back('-');
  out += digits;
}

void append_money(std::string& out, std::uint64_t bits) {
  const bool is_negative = (bits >> 63U) != 0;
  append_scaled(out, is_negative, std::to_string(is_negative ? ~bits + 1 : bits), 4);
}

/// 17 bytes: the sign, then four words, the most significant first, each little-endian.
void append_numeric(std::string& out, Bytes value, std::size_t scale) {
  std::array<std::uint64_t, 4> words{};
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = load_u32le(value, 1 + i * 4);
  std::string digits;
  while (std::any_of(words.begin(), words.end(), [](std::uint64_t word) { return word != 0; })) {
    std::uint64_t rest = 0;
    for (std::uint64_t& word : words) {
      const std::uint64_t dividend = (rest << 32U) | word;
      word = dividend / 10;
      rest = dividend % 10;
    }
    digits.insert(digits.begin(), static_cast<char>('0' + rest));
  }
  constexpr std::size_t kScaleMax = 28;
  append_scaled(out, load_u8(value, 0) != 0, digits.empty() ? "0" : digits, std::min(scale, kScaleMax));
}

void append_date(std::string& out, std::chrono::sys_days day, std::int64_t second_of_day) {
  const std::chrono::year_month_day date{day};
  append_padded(out, static_cast<int>(date.year()), 4);
  out.push_back('-');
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out.push_back('-');
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  if (second_of_day == 0) return;
  out.push_back(' ');
  append_padded(out, second_of_day / 3600, 2);
  out.push_back(':');
  append_padded(out, second_of_day / 60 % 60, 2);
  out.push_back(':');
  append_padded(out, second_of_day % 60, 2);
}

/// Days since 1899-12-30, the time of day behind the point, which counts upwards also before that day.
void append_date_time(std::string& out, std::uint64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  constexpr double kDaysMax = 2'958'465;  // 9999-12-31
  if (!(value > -700'000 && value <= kDaysMax + 1)) return;
  std::int64_t days = static_cast<std::int64_t>(value);
  std::int64_t seconds = std::llround(std::fabs(value - static_cast<double>(days)) * 86'400);
  if (seconds >= 86'400) {
    ++days;
    seconds = 0;
  }
  using namespace std::chrono_literals;
  append_date(out, std::chrono::sys_days{1899y / 12 / 30} + std::chrono::days{days}, seconds);
}

/// "0000000000000737791:0000000000000000000:7": days since 0001-01-01, ticks of 100 ns.
void append_extended_date_time(std::string& out, Bytes value) {
  const std::string_view text = as_text(value);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return;
  std::int64_t days = 0;
  std::int64_t ticks = 0;
  std::from_chars(text.data(), text.data() + colon, days);
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), ticks);
  if (days < 0 || days > 3'652'059 || ticks < 0 || ticks >= 864'000'000'000) return;
  using namespace std::chrono_literals;
  append_date(out, std::chrono::sys_days{1y / 1 / 1} + std::chrono::days{days}, ticks / 10'000'000);
}

void append_guid(std::string& out, Bytes value) {
  constexpr std::array<std::size_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    const auto octet = std::to_integer<unsigned>(value[kOrder[i]]);
    out.push_back(kHex[octet >> 4U]);
    out.push_back(kHex[octet & 15U]);
  }
}

/// Text of Jet 4: UTF-16, or behind the mark FF FE runs of one byte a character and runs of UTF-16, parted by zeros.
void append_text(std::string& out, Bytes value, bool is_jet3) {
  if (is_jet3) return append_windows_1252(out, value);
  if (value.size() < 2 || load_u16le(value, 0) != 0xfeff) return append_utf8(out, value);
  Bytes rest = value.subspan(2);
  bool is_compressed = true;
  while (!rest.empty()) {
    if (is_compressed) {
      const auto zero = std::find(rest.begin(), rest.end(), std::byte{0});
      const auto length = static_cast<std::size_t>(zero - rest.begin());
      for (const std::byte octet : rest.first(length)) append_character(out, std::to_integer<char32_t>(octet));
      rest = rest.subspan(std::min(length + 1, rest.size()));
    } else {
      std::size_t length = 0;
      while (length + 1 < rest.size() && rest[length] != std::byte{0}) length += 2;
      append_utf8(out, rest.first(length));
      rest = rest.subspan(std::min(length + 1, rest.size()));
    }
    is_compressed = !is_compressed;
  }
}

Bytes row_at(PageFile& file, RowPointer at) {
  const Bytes page = file.page(at.page);
  if (page.empty() || load_u8(page, 0) != kDataPage) return {};
  return file.row(page, at.row).bytes;
}

/// Text that stands on pages of its own.
void append_memo(std::string& out, Bytes value, PageFile& file) {
  if (value.size() < kMemoHeaderBytes) return;
  const std::uint32_t head = load_u32le(value, 0);
  const std::size_t length = std::min<std::size_t>(head & kMemoLength, kCellBytesMax);
  if ((head & kMemoInline) != 0)
    return append_text(out, at_most(value.subspan(kMemoHeaderBytes), length), file.is_jet3());
  RowPointer at = RowPointer::of(load_u32le(value, 4));
  if ((head & kMemoOnePage) != 0) return append_text(out, at_most(row_at(file, at), length), file.is_jet3());
  std::vector<std::byte> text;
  for (std::size_t pieces = 0; pieces < kMemoPiecesMax && text.size() < length; ++pieces) {
    const Bytes piece = row_at(file, at);
    if (piece.size() < 4) break;
    const Bytes body = at_most(piece.subspan(4), length - text.size());
    text.insert(text.end(), body.begin(), body.end());
    const std::uint32_t next = load_u32le(piece, 0);
    if (next == 0) break;
    at = RowPointer::of(next);
  }
  append_text(out, text, file.is_jet3());
}

std::size_t least_bytes(ColumnType type) noexcept {
  switch (type) {
    case ColumnType::byte: return 1;
    case ColumnType::int16: return 2;
    case ColumnType::int32:
    case ColumnType::float32:
    case ColumnType::complex: return 4;
    case ColumnType::money:
    case ColumnType::float64:
    case ColumnType::date_time:
    case ColumnType::int64: return 8;
    case ColumnType::guid: return 16;
    case ColumnType::numeric: return 17;
    case ColumnType::boolean:
    case ColumnType::binary:
    case ColumnType::text:
    case ColumnType::ole:
    case ColumnType::memo:
    case ColumnType::extended_date_time: break;
  }
  return 0;
}

}  // namespace

void append_cell(std::string& out, const Column& column, Bytes value, PageFile& file) {
  if (value.size() < least_bytes(column.type)) return;
  switch (column.type) {
    case ColumnType::byte: return append_number(out, load_u8(value, 0));
    case ColumnType::int16: return append_number(out, static_cast<std::int16_t>(load_u16le(value, 0)));
    case ColumnType::int32: return append_number(out, static_cast<std::int32_t>(load_u32le(value, 0)));
    case ColumnType::int64: return append_number(out, static_cast<std::int64_t>(load_u64le(value, 0)));
    case ColumnType::money: return append_money(out, load_u64le(value, 0));
    case ColumnType::float32: {
      const std::uint32_t bits = load_u32le(value, 0);
      float real = 0;
      std::memcpy(&real, &bits, sizeof real);
      return append_real(out, static_cast<double>(real));
    }
    case ColumnType::float64: {
      const std::uint64_t bits = load_u64le(value, 0);
      double real = 0;
      std::memcpy(&real, &bits, sizeof real);
      return append_real(out, real);
    }
    case ColumnType::date_time: return append_date_time(out, load_u64le(value, 0));
    case ColumnType::extended_date_time: return append_extended_date_time(out, value);
    case ColumnType::text: return append_text(out, value, file.is_jet3());
    case ColumnType::memo: return append_memo(out, value, file);
    case ColumnType::guid: return append_guid(out, value);
    case ColumnType::numeric: return append_numeric(out, value, column.scale);
    case ColumnType::boolean:
    case ColumnType::binary:
    case ColumnType::ole:
    case ColumnType::complex: return;  // Nothing that a person could be known by is read from these.
  }
}

}  // namespace wardwatch::stores::access
