#include "listing/seller.hpp"

#include <algorithm>
#include <array>

#include "listing/ascii.hpp"
#include "listing/day.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::size_t kTopLines = 8;

/// What stands before a handle, the surest first. Those with a colon count wherever they stand.
constexpr std::array<std::string_view, 16> kLabels{
    "posted by:", "seller:",   "vendor:", "author:",   "posted by", "seller",    "vendor", "sold by",
    "handle:",    "nickname:", "nick:",   "username:", "user:",     "продавец:", "автор:", "poster:"};
constexpr std::array<std::string_view, 40> kNoHandles{
    "the",  "and",      "you",   "for",   "our",     "your",   "this",  "that",    "not",       "with",
    "will", "name",     "hand",  "data",  "price",   "seller", "buyer", "contact", "escrow",    "only",
    "from", "database", "admin", "guest", "has",     "can",    "who",   "his",     "her",       "was",
    "are",  "wanted",   "email", "phone", "address", "date",   "time",  "none",    "anonymous", "unknown"};

std::size_t handle_end(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < text.size() &&
         (is_letter(text[end]) || is_digit(text[end]) || text[end] == '_' || text[end] == '-' || text[end] == '.'))
    ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
  return end;
}

std::size_t skip_marks(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() &&
         (text[at] == ' ' || text[at] == '\t' || text[at] == ':' || text[at] == '@' || text[at] == '*' ||
          text[at] == '[' || text[at] == '"' || text[at] == '\'' || text[at] == '<' || text[at] == '='))
    ++at;
  return at;
}

std::string_view handle_at(std::string_view line, std::size_t at) noexcept {
  at = skip_marks(line, at);
  const std::string_view word = line.substr(at, handle_end(line, at) - at);
  // A mail address is a contact, not a handle.
  const std::size_t end = at + word.size();
  if (end < line.size() && line[end] == '@') return {};
  return is_handle(word) ? word : std::string_view{};
}

std::string_view labelled(std::string_view line) noexcept {
  for (const std::string_view label : kLabels) {
    const std::size_t at = find_word(line, label);
    if (at == std::string_view::npos) continue;
    // Without a colon the label begins its line: "seller takes no fee" has it elsewhere.
    if (!label.ends_with(':') && trimmed(line.substr(0, at)).size() > 2) continue;
    const std::string_view handle = handle_at(line, at + label.size());
    if (handle.empty()) continue;
    const bool is_sure = label.ends_with(':') ||
                         line.substr(at + label.size()).find_first_of(":|/") != std::string_view::npos ||
                         label.starts_with("posted");
    if (is_sure) return handle;
  }
  return {};
}

bool begins_with_day(std::string_view text) {
  const std::vector<Token> tokens = tokens_of(text.substr(0, 48));
  std::size_t at = 0;
  while (at < tokens.size() && at < 3 && (tokens[at].kind == Token::Kind::sign || tokens[at].low == "on")) ++at;
  return at < tokens.size() && day_at(tokens, at).tokens > 0;
}

/// "by x on 14 Aug 2016" and "x // 2016-09-02": nothing else stands on the line.
std::string_view dated(std::string_view line) {
  line = trimmed(line);
  if (line.size() > 80) return {};
  std::size_t at = equals_folded(line.substr(0, 3), "by ") ? 3 : 0;
  at = skip_marks(line, at);
  const std::size_t end = handle_end(line, at);
  const std::string_view word = line.substr(at, end - at);
  if (!is_handle(word)) return {};
  return begins_with_day(line.substr(end)) ? word : std::string_view{};
}

std::string_view said(std::string_view line) noexcept {
  for (const std::string_view verb :
       {std::string_view{"wrote:"}, std::string_view{"says:"}, std::string_view{"said:"}}) {
    const std::size_t at = find_word(line, verb);
    if (at == std::string_view::npos || at < 4) continue;
    const std::string_view front = trimmed(line.substr(0, at));
    const std::size_t blank = front.find_last_of(" \t");
    const std::string_view word = blank == std::string_view::npos ? front : front.substr(blank + 1);
    if (is_handle(word)) return word;
  }
  return {};
}

}  // namespace

bool is_handle(std::string_view word) noexcept {
  if (word.size() < 3 || word.size() > 32) return false;
  const bool has_letter = std::any_of(word.begin(), word.end(), is_letter);
  const bool is_plain = std::all_of(
      word.begin(), word.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; });
  return has_letter && is_plain && std::none_of(kNoHandles.begin(), kNoHandles.end(), [&](std::string_view known) {
           return equals_folded(word, known);
         });
}

std::string find_seller(std::string_view text) {
  std::string_view found;
  std::size_t number = 0;
  for_each_line(text, [&](std::string_view line) {
    if (!found.empty() || line.size() > 1000) return;
    found = labelled(line);
    if (found.empty() && number < kTopLines) found = dated(line);
    if (found.empty() && number < kTopLines) found = said(line);
    number += trimmed(line).empty() ? 0 : 1;
  });
  return std::string{found};
}

}  // namespace wardwatch::listing
