#include "protocol/hl7/text.hpp"

#include <algorithm>
#include <array>

namespace wardwatch::protocol::hl7 {
namespace {

constexpr std::size_t kNameCharacters = 3;
/// MSH-2: component, repetition, escape, subcomponent, and since 2.7 truncation. Some senders leave out the last ones.
constexpr std::size_t kEncodingMin = 2, kEncodingMax = 5;
constexpr std::size_t kTypeField = 9;
/// What may stand before MSH-9: six fields of 227 characters at most (2.A.33, HD).
constexpr std::size_t kHeaderMaxCharacters = 1900;

bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }
bool can_delimit(char c) noexcept {
  const bool is_letter = is_capital(c) || (c >= 'a' && c <= 'z');
  return c > ' ' && c < '\x7f' && !is_letter && !is_digit(c);
}

bool may_be_name(std::string_view text, std::string_view name) noexcept { return text == name.substr(0, text.size()); }

/// Whether what is there of a message type is one: three capitals or digits, then a delimiter or the segment's end.
Verdict type_verdict(std::string_view text, const Delimiters& delimiters) noexcept {
  for (std::size_t i = 0; i < kNameCharacters && i < text.size(); ++i) {
    if (!is_capital(text[i]) && (i == 0 || !is_digit(text[i]))) return Verdict::no;
  }
  if (text.size() <= kNameCharacters) return Verdict::undecided;
  const char behind = text[kNameCharacters];
  const bool is_end = behind == delimiters.field || behind == delimiters.component || behind == '\r' || behind == '\n';
  return is_end ? Verdict::yes : Verdict::no;
}

Verdict message_verdict(std::string_view text, const Delimiters& delimiters) noexcept {
  std::size_t field = 2;  // The separator behind MSH stands for MSH-1; what follows it is MSH-2.
  for (std::size_t at = kNameCharacters + 1; at < text.size(); ++at) {
    if (is_control(text[at]) || at > kHeaderMaxCharacters) return Verdict::no;
    if (text[at] == delimiters.field && ++field == kTypeField) return type_verdict(text.substr(at + 1), delimiters);
  }
  return Verdict::undecided;
}

/// A file or batch header: a line of text, then another header.
Verdict batch_verdict(std::string_view text) noexcept {
  std::size_t at = 0;
  for (; at < text.size() && text[at] != '\r' && text[at] != '\n'; ++at) {
    if (is_control(text[at]) || at > kHeaderMaxCharacters) return Verdict::no;
  }
  while (at < text.size() && (text[at] == '\r' || text[at] == '\n')) ++at;
  const std::string_view behind = text.substr(at, kNameCharacters);
  if (!may_be_name(behind, "BHS") && !may_be_name(behind, "MSH")) return Verdict::no;
  return behind.size() == kNameCharacters ? Verdict::yes : Verdict::undecided;
}

int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// What stands between two escape characters. False when it is none of those that are resolved.
bool append_escape(std::string& out, std::string_view escape, const Delimiters& delimiters) {
  if (escape.size() == 1) {
    switch (escape[0]) {
      case 'F': out.push_back(delimiters.field); return true;
      case 'S': out.push_back(delimiters.component); return true;
      case 'T': out.push_back(delimiters.subcomponent); return true;
      case 'R': out.push_back(delimiters.repetition); return true;
      case 'E': out.push_back(delimiters.escape); return true;
      default: return false;
    }
  }
  if (escape.size() < 3 || escape[0] != 'X' || escape.size() % 2 == 0) return false;
  std::string octets;
  for (std::size_t i = 1; i + 1 < escape.size(); i += 2) {
    const int high = hex_digit(escape[i]), low = hex_digit(escape[i + 1]);
    if (high < 0 || low < 0) return false;
    octets.push_back(static_cast<char>(high * 16 + low));
  }
  out.append(octets);
  return true;
}

}  // namespace

Verdict begins_with_header(std::string_view text) noexcept {
  if (!text.empty() && text.front() == kStartBlock) text.remove_prefix(1);
  const std::string_view name = text.substr(0, kNameCharacters);
  const bool may_be_message = may_be_name(name, "MSH");
  if (!may_be_message && !may_be_name(name, "FHS") && !may_be_name(name, "BHS")) return Verdict::no;
  if (text.size() <= kNameCharacters) return Verdict::undecided;
  const char field = text[kNameCharacters];
  if (!can_delimit(field)) return Verdict::no;
  const std::string_view encoding = text.substr(kNameCharacters + 1, kEncodingMax + 1);
  const std::size_t end = encoding.find(field);
  const std::string_view declared = encoding.substr(0, end);
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!can_delimit(declared[i]) || declared.find(declared[i]) != i) return Verdict::no;
  }
  if (end == std::string_view::npos) return declared.size() > kEncodingMax ? Verdict::no : Verdict::undecided;
  if (end < kEncodingMin) return Verdict::no;
  const auto delimiters = delimiters_of(text.substr(0, kNameCharacters + 2 + end));
  return may_be_message ? message_verdict(text, delimiters.value_or(Delimiters{})) : batch_verdict(text);
}

std::optional<Delimiters> delimiters_of(std::string_view segment) noexcept {
  if (segment.size() <= kNameCharacters + 1 || !can_delimit(segment[kNameCharacters])) return std::nullopt;
  Delimiters delimiters{segment[kNameCharacters], '\0', '\0', '\0', '\0'};
  const std::string_view encoding = segment.substr(kNameCharacters + 1);
  const std::size_t count = std::min(encoding.find(delimiters.field), encoding.size());
  if (count < 1 || count > kEncodingMax) return std::nullopt;
  if (!std::all_of(encoding.begin(), encoding.begin() + static_cast<std::ptrdiff_t>(count), can_delimit))
    return std::nullopt;
  const std::array<char*, 4> places{&delimiters.component, &delimiters.repetition, &delimiters.escape,
                                    &delimiters.subcomponent};
  for (std::size_t i = 0; i < places.size() && i < count; ++i) *places[i] = encoding[i];
  return delimiters;
}

std::string_view Parts::next() noexcept {
  const std::size_t end = rest_.find(separator_);
  const std::string_view part = rest_.substr(0, end);
  is_done_ = end == std::string_view::npos;
  rest_ = is_done_ ? std::string_view{} : rest_.substr(end + 1);
  return part;
}

std::string_view part_of(std::string_view text, char separator, std::size_t number) noexcept {
  Parts parts{text, separator};
  std::string_view part;
  for (std::size_t i = 0; i < number; ++i) {
    if (parts.done()) return {};
    part = parts.next();
  }
  return part;
}

std::string_view field_of(std::string_view segment, const Delimiters& delimiters, std::size_t number) noexcept {
  const std::string_view name = segment.substr(0, kNameCharacters);
  const bool is_header = name == "MSH" || name == "FHS" || name == "BHS";
  return part_of(segment, delimiters.field, is_header ? number : number + 1);
}

std::string unescaped(std::string_view text, const Delimiters& delimiters) {
  std::string out;
  while (!text.empty()) {
    const std::size_t begin = delimiters.escape == '\0' ? std::string_view::npos : text.find(delimiters.escape);
    out.append(text.substr(0, begin));
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find(delimiters.escape, begin + 1);
    if (end != std::string_view::npos && append_escape(out, text.substr(begin + 1, end - begin - 1), delimiters)) {
      text.remove_prefix(end + 1);
    } else {
      out.push_back(text[begin]);
      text.remove_prefix(begin + 1);
    }
  }
  return out;
}

bool has_segment_name(std::string_view segment, char field_separator) noexcept {
  if (segment.size() < kNameCharacters || !is_capital(segment[0])) return false;
  for (std::size_t i = 1; i < kNameCharacters; ++i) {
    if (!is_capital(segment[i]) && !is_digit(segment[i])) return false;
  }
  return segment.size() == kNameCharacters || segment[kNameCharacters] == field_separator;
}

}  // namespace wardwatch::protocol::hl7
