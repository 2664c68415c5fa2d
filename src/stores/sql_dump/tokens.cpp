#include "stores/sql_dump/tokens.hpp"

#include <algorithm>

#include "stores/common/row_sink.hpp"

namespace wardwatch::stores::sql_dump {
namespace {

bool is_blank(int c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_digit(int c) noexcept { return c >= '0' && c <= '9'; }
bool is_word(int c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80 || is_digit(c);
}
char upper(int c) noexcept { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); }

void add(Token& token, int c) {
  if (token.text.size() < kCellBytesMax) token.text.push_back(static_cast<char>(c));
  else token.is_long = true;
}

/// What stands behind a backslash in MySQL's and PostgreSQL's texts.
int unescaped(int c) noexcept {
  switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '0': return ' ';
    default: return c;
  }
}

}  // namespace

bool Token::is(std::string_view word) const noexcept {
  return kind == Kind::word && std::equal(text.begin(), text.end(), word.begin(), word.end(),
                                          [](char a, char b) { return upper(static_cast<unsigned char>(a)) == b; });
}

void Tokens::pass_line() {
  for (int c = in_.take(); c != TextWindow::kEnd && c != '\n'; c = in_.take()) {
  }
}

/// Behind a slash: a comment up to its end. `/*!40101 ... */` holds statements of MySQL: only its mark is passed over.
bool Tokens::pass_comment() {
  if (in_.peek() != '*') return false;
  in_.take();
  if (in_.peek() == '!') {
    for (in_.take(); is_digit(in_.peek()); in_.take()) {
    }
    return true;
  }
  for (int before = 0, c = in_.take(); c != TextWindow::kEnd; before = c, c = in_.take()) {
    if (before == '*' && c == '/') break;
  }
  return true;
}

void Tokens::quoted(Token& token, char quote) {
  const char end = quote == '[' ? ']' : quote;
  for (int c = in_.take(); c != TextWindow::kEnd; c = in_.take()) {
    if (c == end) {
      if (in_.peek() != end || quote == '[') return;
      in_.take();  // Twice: itself.
    } else if (c == '\\' && quote == '\'') {
      c = unescaped(in_.take());
      if (c == TextWindow::kEnd) return;
    }
    add(token, c);
  }
}

void Tokens::plain(Token& token, int first) {
  const bool is_number = is_digit(first) || first == '-' || first == '+' || first == '.';
  token.kind = is_number ? Token::Kind::number : Token::Kind::word;
  add(token, first);
  for (int c = in_.peek(); is_word(c) || (is_number && (c == '.' || c == '-' || c == '+')); c = in_.peek())
    add(token, in_.take());
}

Token Tokens::next() {
  Token token;
  for (int c = in_.take(); c != TextWindow::kEnd; c = in_.take()) {
    if (is_blank(c)) continue;
    if (c == '#' || (c == '-' && in_.peek() == '-')) {
      pass_line();
      continue;
    }
    if (c == '/' && pass_comment()) continue;
    if (c == '*' && in_.peek() == '/') {  // The end of a comment of MySQL's statements.
      in_.take();
      continue;
    }
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
      token.kind = c == '\'' ? Token::Kind::text : Token::Kind::name;
      quoted(token, static_cast<char>(c));
      return token;
    }
    if (is_word(c) || ((c == '-' || c == '+' || c == '.') && is_digit(in_.peek()))) {
      plain(token, c);
      return token;
    }
    token.kind = Token::Kind::sign;
    token.text.assign(1, static_cast<char>(c));
    return token;
  }
  return token;
}

bool Tokens::line(std::string& text) {
  text.clear();
  int c = in_.take();
  if (c == TextWindow::kEnd) return false;
  for (; c != TextWindow::kEnd && c != '\n'; c = in_.take()) {
    if (c != '\r' && text.size() < kRowBytesMax) text.push_back(static_cast<char>(c));
  }
  return true;
}

}  // namespace wardwatch::stores::sql_dump
