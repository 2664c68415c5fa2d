#include "record/json.hpp"

#include <array>

namespace wardwatch::record {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

/// Length of the valid UTF-8 sequence at the start of `text` (Unicode table 3-7), 0 when there is none.
std::size_t utf8_length(std::string_view text) noexcept {
  const auto octet = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return octet(i) >= low && octet(i) <= high;
  };
  const unsigned lead = octet(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const unsigned low = lead == 0xe0 ? 0xa0U : 0x80U;
    const unsigned high = lead == 0xed ? 0x9fU : 0xbfU;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const unsigned low = lead == 0xf0 ? 0x90U : 0x80U;
    const unsigned high = lead == 0xf4 ? 0x8fU : 0xbfU;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool is_plain(char c) noexcept { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: break;
  }
  out.append("\\u00");
  out.push_back(kHex[static_cast<unsigned char>(c) >> 4U]);
  out.push_back(kHex[static_cast<unsigned char>(c) & 15U]);
}

/// Without overflow for the smallest number too.
std::uint64_t magnitude(std::int64_t value) noexcept {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

void append_micros(std::string& out, std::uint64_t micros) {
  std::array<char, 32> digits{};
  char* end = std::to_chars(digits.data(), digits.data() + digits.size(), micros / 1'000'000U).ptr;
  *end++ = '.';
  std::uint64_t part = micros % 1'000'000U;
  for (std::size_t i = 6; i-- > 0; part /= 10) end[i] = static_cast<char>('0' + part % 10);
  out.append(digits.data(), end + 6);
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t run = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (is_plain(c)) {
      ++at;
      continue;
    }
    out.append(text, run, at - run);
    const std::size_t length = utf8_length(text.substr(at));
    if (length == 1) {
      append_escaped(out, c);
    } else if (length > 1) {
      out.append(text, at, length);
    } else {
      out.append("\\\\x");
      out.push_back(kHex[static_cast<unsigned char>(c) >> 4U]);
      out.push_back(kHex[static_cast<unsigned char>(c) & 15U]);
    }
    at += length == 0 ? 1 : length;
    run = at;
  }
  out.append(text, run);
  out.push_back('"');
}

void append_json_time(std::string& out, Timestamp time) {
  const std::int64_t nanos = nanoseconds_of(time);
  if (nanos < 0) out.push_back('-');
  append_micros(out, magnitude(nanos) / 1000U);
}

void append_json_interval(std::string& out, Interval interval) {
  const std::int64_t nanos = interval.count();
  if (nanos < 0) out.push_back('-');
  append_micros(out, magnitude(nanos) / 1000U);
}

void append_json_number(std::string& out, double number) {
  std::array<char, 40> digits{};
  if (!(number == number) || number > 1e300 || number < -1e300) number = 0;  // JSON has no NaN and no infinity.
  char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace wardwatch::record
