#include "eventlog/value.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstdio>

#include "core/load.hpp"
#include "core/utf16.hpp"

namespace wardwatch::eventlog {
namespace {

constexpr std::uint64_t kFiletimeOf1970 = 116'444'736'000'000'000ULL;
constexpr std::uint64_t kTicksPerSecond = 10'000'000;
constexpr std::size_t kSidHeaderBytes = 8;
constexpr std::size_t kSidPartsMax = 15;  ///< MS-DTYP 2.4.2.

/// Size of a value of the type; 0 for those whose size is not fixed.
std::size_t fixed_bytes(ValueType type) noexcept {
  switch (type) {
    case ValueType::int8:
    case ValueType::uint8: return 1;
    case ValueType::int16:
    case ValueType::uint16: return 2;
    case ValueType::int32:
    case ValueType::uint32:
    case ValueType::real32:
    case ValueType::boolean:
    case ValueType::hex32: return 4;
    case ValueType::int64:
    case ValueType::uint64:
    case ValueType::real64:
    case ValueType::filetime:
    case ValueType::hex64:
    case ValueType::size:
    case ValueType::handle: return 8;
    case ValueType::guid:
    case ValueType::systemtime: return 16;
    case ValueType::null:
    case ValueType::utf16:
    case ValueType::ansi:
    case ValueType::binary:
    case ValueType::sid:
    case ValueType::binxml:
    case ValueType::xml:
    case ValueType::utf8: return 0;
  }
  return 0;
}

/// The little-endian number that the bytes are; they may be fewer than the type wants, as sizes and booleans are.
std::uint64_t load_number(Bytes bytes) noexcept {
  if (bytes.size() >= 8) return load_u64le(bytes, 0);
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8U) | load_u8(bytes, i);
  return value;
}

template <class T>
void append_number(std::string& out, T number, int base = 10) {
  std::array<char, 40> digits{};
  char* end = nullptr;
  if constexpr (std::is_floating_point_v<T>) end = std::to_chars(digits.data(), digits.data() + 40, number).ptr;
  else end = std::to_chars(digits.data(), digits.data() + 40, number, base).ptr;
  out.append(digits.data(), end);
}

void append_hex(std::string& out, std::uint64_t number) {
  out.append("0x");
  append_number(out, number, 16);
}

constexpr std::string_view kHex = "0123456789ABCDEF";

void append_octet(std::string& out, std::uint8_t octet) {
  out.push_back(kHex[octet >> 4U]);
  out.push_back(kHex[octet & 15U]);
}

void append_guid(std::string& out, Bytes bytes) {
  // The first three parts are little-endian numbers (MS-DTYP 2.3.4.2).
  constexpr std::array<std::uint8_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  out.push_back('{');
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    append_octet(out, load_u8(bytes, kOrder[i]));
  }
  out.push_back('}');
}

void append_sid(std::string& out, Bytes bytes) {
  if (bytes.size() < kSidHeaderBytes) return;
  const std::size_t parts = load_u8(bytes, 1);
  if (parts > kSidPartsMax || bytes.size() < kSidHeaderBytes + parts * 4) return;
  out.append("S-");
  append_number(out, unsigned{load_u8(bytes, 0)});
  out.push_back('-');
  append_number(out, (std::uint64_t{load_u16be(bytes, 2)} << 32U) | load_u32be(bytes, 4));
  for (std::size_t i = 0; i < parts; ++i) {
    out.push_back('-');
    append_number(out, load_u32le(bytes, kSidHeaderBytes + i * 4));
  }
}

void append_date(std::string& out, std::chrono::year_month_day date) {
  std::array<char, 40> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT", int{date.year()},
                                   unsigned{date.month()}, unsigned{date.day()});
  out.append(text.data(), static_cast<std::size_t>(length));
}

void append_clock(std::string& out, std::array<unsigned, 3> clock, std::uint64_t fraction, int digits) {
  std::array<char, 48> text{};
  const int length = std::snprintf(text.data(), text.size(), "%02u:%02u:%02u.%0*lluZ", clock[0], clock[1], clock[2],
                                   digits, static_cast<unsigned long long>(fraction));
  out.append(text.data(), static_cast<std::size_t>(length));
}

void append_filetime(std::string& out, std::uint64_t filetime) {
  // Counted from 1601 by hand: the dates that 64 bits can name reach beyond what 64 bits of nanoseconds hold.
  constexpr std::chrono::sys_days kEpoch{std::chrono::year{1601} / 1 / 1};
  constexpr std::uint64_t kDaysMax = 3'000'000;  // To the year 9814; beyond it is no date.
  const std::uint64_t seconds = filetime / kTicksPerSecond;
  const std::uint64_t days = seconds / 86'400;
  if (days > kDaysMax) return append_hex(out, filetime);
  append_date(out, kEpoch + std::chrono::days{static_cast<int>(days)});
  const auto of_day = static_cast<unsigned>(seconds % 86'400);
  append_clock(out, {of_day / 3600, of_day / 60 % 60, of_day % 60}, filetime % kTicksPerSecond, 7);
}

void append_systemtime(std::string& out, Bytes bytes) {
  const auto part = [&](std::size_t i) { return load_u16le(bytes, i * 2); };
  append_date(out, {std::chrono::year{part(0) & 0x7fff}, std::chrono::month{part(1)}, std::chrono::day{part(3)}});
  append_clock(out, {part(4), part(5), part(6)}, part(7), 3);
}

void append_utf16(std::string& out, Bytes bytes) {
  // Windows counts the terminating zeros of some strings among their bytes.
  while (bytes.size() >= 2 && load_u16le(bytes, bytes.size() / 2 * 2 - 2) == 0) bytes = bytes.first(bytes.size() - 2);
  append_utf8(out, bytes);
}

void append_single(std::string& out, const Value& value) {
  const Bytes bytes = value.bytes;
  if (value.type != ValueType::size && value.type != ValueType::handle && value.type != ValueType::boolean &&
      bytes.size() < fixed_bytes(value.type)) {
    return;
  }
  const std::uint64_t number = load_number(bytes);
  switch (value.type) {
    case ValueType::null:
    case ValueType::binxml: return;
    case ValueType::utf16:
    case ValueType::xml: return append_utf16(out, bytes);
    case ValueType::ansi: {
      const std::string_view text = as_text(bytes);
      out.append(text.substr(0, text.find('\0')));
      return;
    }
    case ValueType::utf8: out.append(as_text(bytes)); return;
    case ValueType::int8: return append_number(out, int{static_cast<std::int8_t>(number)});
    case ValueType::int16: return append_number(out, int{static_cast<std::int16_t>(number)});
    case ValueType::int32: return append_number(out, static_cast<std::int32_t>(number));
    case ValueType::int64: return append_number(out, static_cast<std::int64_t>(number));
    case ValueType::uint8: return append_number(out, number & 0xffU);
    case ValueType::uint16: return append_number(out, number & 0xffffU);
    case ValueType::uint32: return append_number(out, number & 0xffffffffU);
    case ValueType::uint64: return append_number(out, number);
    case ValueType::real32: return append_number(out, std::bit_cast<float>(static_cast<std::uint32_t>(number)));
    case ValueType::real64: return append_number(out, std::bit_cast<double>(number));
    case ValueType::boolean: out.append(number != 0 ? "true" : "false"); return;
    case ValueType::binary:
      for (const std::byte octet : bytes) append_octet(out, std::to_integer<std::uint8_t>(octet));
      return;
    case ValueType::guid: return append_guid(out, bytes);
    case ValueType::filetime: return append_filetime(out, number);
    case ValueType::systemtime: return append_systemtime(out, bytes);
    case ValueType::sid: return append_sid(out, bytes);
    case ValueType::hex32: return append_hex(out, number & 0xffffffffU);
    case ValueType::hex64:
    case ValueType::size:
    case ValueType::handle: return append_hex(out, number);
  }
}

/// "2022-01-30T12:34:56.1234567Z", as collected events may write it.
std::optional<Timestamp> time_of_text(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const std::string whole{text.substr(0, 40)};
  if (std::sscanf(whole.c_str(), "%4d-%2u-%2u%*1[T ]%2u:%2u:%2u", &year, &month, &day, &hour, &minute, &second) != 6)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  if (days < 0) return Timestamp{};
  std::uint64_t nanoseconds = 0;
  if (whole.size() > 20 && whole[19] == '.') {
    std::uint64_t scale = 100'000'000;
    for (std::size_t i = 20; i < whole.size() && whole[i] >= '0' && whole[i] <= '9'; ++i, scale /= 10) {
      nanoseconds += static_cast<std::uint64_t>(whole[i] - '0') * scale;
    }
  }
  const auto of_day = std::uint64_t{hour} * 3600 + std::uint64_t{minute} * 60 + second;
  return timestamp_of(static_cast<std::uint64_t>(days) * 86'400 + of_day, nanoseconds);
}

std::optional<std::uint64_t> number_of_text(std::string_view text) {
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  if (is_hex) text.remove_prefix(2);
  std::uint64_t number = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number, is_hex ? 16 : 10);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

Bytes take_item(ValueType type, Bytes& rest) noexcept {
  std::size_t item = fixed_bytes(type);
  std::size_t taken = item;
  if (type == ValueType::utf16 || type == ValueType::ansi) {  // Each ends with a zero.
    const std::size_t unit = type == ValueType::utf16 ? 2 : 1;
    for (item = 0; item + unit <= rest.size(); item += unit) {
      if (load_number(rest.subspan(item, unit)) == 0) break;
    }
    taken = item + unit;
  } else if (type == ValueType::sid && rest.size() >= kSidHeaderBytes) {
    item = taken = kSidHeaderBytes + std::size_t{load_u8(rest, 1)} * 4;
  } else if (item == 0) {
    item = taken = rest.size();
  }
  const Bytes bytes = at_most(rest, item);
  rest = rest.subspan(taken < rest.size() ? taken : rest.size());
  return bytes;
}

void append_text(std::string& out, const Value& value) {
  if (!value.is_array) return append_single(out, value);
  const std::size_t start = out.size();
  for_each_item(value, [&](const Value& item) {
    if (out.size() > start) out.push_back(',');
    append_single(out, item);
  });
}

std::string text_of(const Value& value) {
  std::string text;
  append_text(text, value);
  return text;
}

std::optional<std::uint64_t> number_of(const Value& value) {
  if (value.is_array || value.bytes.empty()) return std::nullopt;
  switch (value.type) {
    case ValueType::int8:
    case ValueType::uint8:
    case ValueType::int16:
    case ValueType::uint16:
    case ValueType::int32:
    case ValueType::uint32:
    case ValueType::int64:
    case ValueType::uint64:
    case ValueType::hex32:
    case ValueType::hex64:
    case ValueType::size:
    case ValueType::boolean: return load_number(at_most(value.bytes, fixed_bytes(value.type)));
    case ValueType::utf16:
    case ValueType::ansi:
    case ValueType::utf8: return number_of_text(text_of(value));
    case ValueType::null:
    case ValueType::real32:
    case ValueType::real64:
    case ValueType::binary:
    case ValueType::guid:
    case ValueType::filetime:
    case ValueType::systemtime:
    case ValueType::sid:
    case ValueType::handle:
    case ValueType::binxml:
    case ValueType::xml: return std::nullopt;
  }
  return std::nullopt;
}

Timestamp time_of_filetime(std::uint64_t filetime) noexcept {
  if (filetime <= kFiletimeOf1970) return Timestamp{};
  const std::uint64_t ticks = filetime - kFiletimeOf1970;
  return timestamp_of(ticks / kTicksPerSecond, ticks % kTicksPerSecond * 100);
}

std::optional<Timestamp> time_of(const Value& value) {
  if (value.is_array) return std::nullopt;
  if (value.type == ValueType::filetime && value.bytes.size() >= 8) return time_of_filetime(load_u64le(value.bytes, 0));
  if (value.type == ValueType::utf16 || value.type == ValueType::utf8 || value.type == ValueType::systemtime)
    return time_of_text(text_of(value));
  return std::nullopt;
}

}  // namespace wardwatch::eventlog
