#include "stores/office/xml_pull.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "stores/common/encoding.hpp"
#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::office {
namespace {

constexpr std::size_t kTagBytesMax = 64U << 10U;

std::string_view without_prefix(std::string_view name) noexcept {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

void append_entity(std::string& out, std::string_view name) {
  constexpr std::pair<std::string_view, char> kFive[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, character] : kFive) {
    if (known == name) out.push_back(character);
  }
  if (!name.starts_with('#') || name.size() < 2) return;
  const bool is_hex = name[1] == 'x';
  const std::string_view digits = name.substr(is_hex ? 2 : 1);
  std::uint32_t character = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), character, is_hex ? 16 : 10);
  append_character(out, character);
}

}  // namespace

std::string XmlPull::plain(std::string_view escaped) {
  std::string text;
  while (!escaped.empty()) {
    const std::size_t at = std::min(escaped.find('&'), escaped.size());
    text += escaped.substr(0, at);
    escaped.remove_prefix(at);
    if (escaped.empty()) break;
    const std::size_t end = escaped.find(';');
    constexpr std::size_t kEntityBytesMax = 12;
    if (end == std::string_view::npos || end > kEntityBytesMax) {
      text.push_back('&');
      escaped.remove_prefix(1);
      continue;
    }
    append_entity(text, escaped.substr(1, end - 1));
    escaped.remove_prefix(end + 1);
  }
  return text;
}

void XmlPull::pass_to(std::string_view end) {
  std::string last;
  for (int c = in_.take(); c != TextWindow::kEnd; c = in_.take()) {
    last.push_back(static_cast<char>(c));
    if (last.size() > end.size()) last.erase(0, 1);
    if (last == end) return;
  }
}

void XmlPull::read_tag() {
  tag_.clear();
  char quote = 0;
  for (int c = in_.take(); c != TextWindow::kEnd; c = in_.take()) {
    const auto character = static_cast<char>(c);
    if (quote == 0 && character == '>') break;
    if (quote == 0 && (character == '"' || character == '\'') && !tag_.starts_with('!')) quote = character;
    else if (character == quote) quote = 0;
    if (tag_.size() < kTagBytesMax) tag_.push_back(character);
    if (tag_ == "!--") return pass_to("-->");
  }
}

void XmlPull::read_text() {
  std::string raw;
  for (int c = in_.peek(); c != TextWindow::kEnd && c != '<'; c = in_.peek()) {
    in_.take();
    if (raw.size() < kCellBytesMax) raw.push_back(static_cast<char>(c));
  }
  text_ = plain(raw);
}

XmlPull::Kind XmlPull::next() {
  if (std::exchange(ends_now_, false)) return Kind::end;
  for (int c = in_.peek(); c != TextWindow::kEnd; c = in_.peek()) {
    if (c != '<') {
      read_text();
      return Kind::text;
    }
    in_.take();
    read_tag();
    if (tag_.empty() || tag_[0] == '?' || tag_[0] == '!') continue;
    const bool is_end = tag_[0] == '/';
    ends_now_ = !is_end && tag_.back() == '/';
    const std::string_view inner = std::string_view{tag_}.substr(is_end ? 1 : 0);
    const std::size_t length = inner.find_first_of(" \t\r\n/");
    name_ = without_prefix(inner.substr(0, length));
    return is_end ? Kind::end : Kind::start;
  }
  return Kind::end_of_file;
}

std::string XmlPull::attribute(std::string_view name) const {
  std::string_view rest = tag_;
  for (std::size_t equals = rest.find('='); equals != std::string_view::npos; equals = rest.find('=')) {
    std::string_view key = rest.substr(0, equals);
    while (!key.empty() && is_blank(key.back())) key.remove_suffix(1);
    const std::size_t blank = key.find_last_of(" \t\r\n");
    if (blank != std::string_view::npos) key.remove_prefix(blank + 1);
    rest.remove_prefix(equals + 1);
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return {};
    const char quote = rest.front();
    rest.remove_prefix(1);
    const std::size_t end = rest.find(quote);
    if (end == std::string_view::npos) return {};
    if (without_prefix(key) == name) return plain(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace wardwatch::stores::office
