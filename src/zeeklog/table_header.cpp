#include "zeeklog/table_header.hpp"

#include <algorithm>

namespace wardwatch::zeeklog {
namespace {

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void split(std::string_view text, std::string_view by, std::size_t most, std::vector<std::string_view>& parts) {
  parts.clear();
  while (parts.size() + 1 < most) {
    const std::size_t end = text.find(by);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + by.size());
  }
  parts.push_back(text);
}

std::string_view unescaped(std::string_view text, std::string& scratch) {
  if (text.find('\\') == std::string_view::npos) return text;
  scratch.clear();
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 3 < text.size() && text[at + 1] == 'x') {
      const int high = digit_of(text[at + 2]), low = digit_of(text[at + 3]);
      if (high >= 0 && low >= 0) {
        scratch.push_back(static_cast<char>(high * 16 + low));
        at += 3;
        continue;
      }
    }
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '\\') ++at;
    scratch.push_back(text[at]);
  }
  return scratch;
}

void TableHeader::take(std::string_view line) {
  // The separator itself is told behind a blank, all else behind the separator.
  constexpr std::string_view kSeparator = "#separator ";
  std::string scratch;
  if (line.starts_with(kSeparator)) {
    const std::string_view told = unescaped(line.substr(kSeparator.size()), scratch);
    if (!told.empty()) separator = told.front();
    return;
  }
  std::vector<std::string_view> parts;
  split(line, {&separator, 1}, kColumnsMax + 1, parts);
  const std::string_view key = parts.front();
  const std::string_view value = parts.size() > 1 ? parts[1] : std::string_view{};
  if (key == "#set_separator" && !value.empty()) set_separator = unescaped(value, scratch);
  else if (key == "#empty_field") empty_field = unescaped(value, scratch);
  else if (key == "#unset_field") unset_field = unescaped(value, scratch);
  else if (key == "#path") path = value;
  else if (key == "#fields") fields.assign(parts.begin() + 1, parts.end());
  else if (key == "#types") types.assign(parts.begin() + 1, parts.end());
}

bool TableHeader::is_list(std::size_t column) const noexcept {
  if (column >= types.size()) return false;
  const std::string& type = types[column];
  return type.starts_with("set[") || type.starts_with("vector[");
}

}  // namespace wardwatch::zeeklog
