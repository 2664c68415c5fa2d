#include "detect/sigma/pattern.hpp"

#include <algorithm>
#include <array>

#include "detect/sigma/fold.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// Hyphen, slash, en dash, em dash, horizontal bar (appendix "String Modifiers", windash).
constexpr std::array<std::string_view, 5> kDashes{"-", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"};
constexpr std::string_view kDashExpression = R"((?:-|/|\xe2\x80[\x93-\x95]))";
/// One character of UTF-8, or one stray byte.
constexpr std::string_view kAnyOneExpression = R"((?:[^\x80-\xff]|[\xc0-\xff][\x80-\xbf]{0,3}|[\x80-\xbf]))";

void append_escaped(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ';
    if (is_plain) {
      out.push_back(c);
    } else {
      out += "\\x";
      out.push_back(kDigits[byte >> 4U]);
      out.push_back(kDigits[byte & 15U]);
    }
  }
}

/// ASCII letters are left to the caseless flag; the others are spelt out in both cases.
void append_bytes(std::string& out, std::string_view bytes, bool is_cased) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Character character = character_at(bytes, at);
    const char32_t other = !is_cased && character.is_valid && character.code >= 0x80 ? other_case(character.code) : 0;
    const std::string_view one = bytes.substr(at, character.length_bytes);
    if (other == 0) {
      append_escaped(out, one);
    } else {
      std::string second;
      append_utf8(second, other);
      out += "(?:";
      append_escaped(out, one);
      out += "|";
      append_escaped(out, second);
      out += ")";
    }
    at += character.length_bytes;
  }
}

void append_byte(Pattern& pattern, char byte) {
  if (pattern.pieces.empty() || pattern.pieces.back().kind != Piece::Kind::bytes)
    pattern.pieces.push_back({Piece::Kind::bytes, {}});
  pattern.pieces.back().bytes.push_back(byte);
}

void append_many(Pattern& pattern) {
  if (pattern.pieces.empty() || pattern.pieces.back().kind != Piece::Kind::any_many)
    pattern.pieces.push_back({Piece::Kind::any_many, {}});
}

std::size_t dash_length(std::string_view text, std::size_t at) {
  for (const std::string_view dash : kDashes) {
    if (text.substr(at, dash.size()) == dash) return dash.size();
  }
  return 0;
}

/// Backtracks: for tests of small patterns only.
bool trial(const std::vector<Piece>& pieces, std::size_t piece, std::string_view text) {
  if (piece == pieces.size()) return text.empty();
  const Piece& now = pieces[piece];
  switch (now.kind) {
    case Piece::Kind::bytes:
      return text.starts_with(now.bytes) && trial(pieces, piece + 1, text.substr(now.bytes.size()));
    case Piece::Kind::any_one:
      return !text.empty() && trial(pieces, piece + 1, text.substr(character_at(text, 0).length_bytes));
    case Piece::Kind::any_many:
      for (std::size_t skip = 0; skip <= text.size(); ++skip) {
        if (trial(pieces, piece + 1, text.substr(skip))) return true;
      }
      return false;
    case Piece::Kind::dash: {
      const std::size_t length = text.empty() ? 0 : dash_length(text, 0);
      return length > 0 && trial(pieces, piece + 1, text.substr(length));
    }
  }
  return false;
}

}  // namespace

bool Pattern::has_wildcards() const noexcept {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    return piece.kind == Piece::Kind::any_one || piece.kind == Piece::Kind::any_many;
  });
}

std::optional<std::string> Pattern::literal() const {
  if (pieces.empty()) return std::string{};
  if (pieces.size() > 1 || pieces.front().kind != Piece::Kind::bytes) return std::nullopt;
  return pieces.front().bytes;
}

void Pattern::open_start() {
  if (pieces.empty() || pieces.front().kind != Piece::Kind::any_many)
    pieces.insert(pieces.begin(), {Piece::Kind::any_many, {}});
}

void Pattern::open_end() { append_many(*this); }

std::size_t Pattern::fixed_bytes() const noexcept {
  std::size_t count = 0;
  for (const Piece& piece : pieces)
    count += piece.kind == Piece::Kind::any_many ? 0 : std::max<std::size_t>(piece.bytes.size(), 1);
  return count;
}

Pattern parse_pattern(std::string_view text) {
  Pattern pattern;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (c == '\\' && (next == '*' || next == '?' || next == '\\')) {
      append_byte(pattern, next);
      ++at;
    } else if (c == '*') {
      append_many(pattern);
    } else if (c == '?') {
      pattern.pieces.push_back({Piece::Kind::any_one, {}});
    } else {
      append_byte(pattern, c);
    }
  }
  return pattern;
}

Pattern with_dashes(const Pattern& pattern) {
  Pattern out;
  for (const Piece& piece : pattern.pieces) {
    if (piece.kind != Piece::Kind::bytes) {
      out.pieces.push_back(piece);
      continue;
    }
    for (std::size_t at = 0; at < piece.bytes.size();) {
      const std::size_t length = dash_length(piece.bytes, at);
      if (length > 0) out.pieces.push_back({Piece::Kind::dash, {}});
      else append_byte(out, piece.bytes[at]);
      at += std::max<std::size_t>(length, 1);
    }
  }
  return out;
}

std::vector<std::string> spelled_out(const Pattern& pattern, std::size_t most) {
  std::vector<std::string> all{std::string{}};
  if (pattern.has_wildcards()) return {};
  for (const Piece& piece : pattern.pieces) {
    if (piece.kind == Piece::Kind::bytes) {
      for (std::string& text : all) text += piece.bytes;
      continue;
    }
    std::vector<std::string> more;
    for (const std::string& text : all) {
      for (const std::string_view dash : kDashes) more.push_back(text + std::string{dash});
    }
    if (more.size() > most) return {};
    all = std::move(more);
  }
  return all;
}

Shape shape_of(const Pattern& pattern) noexcept {
  const auto& pieces = pattern.pieces;
  const bool open_start = !pieces.empty() && pieces.front().kind == Piece::Kind::any_many;
  const bool open_end = pieces.size() > 1 && pieces.back().kind == Piece::Kind::any_many;
  const std::size_t outer = std::size_t{open_start} + std::size_t{open_end};
  std::size_t inner = 0;
  for (const Piece& piece : pieces)
    inner += piece.kind == Piece::Kind::bytes || piece.kind == Piece::Kind::dash ? 1 : 0;
  if (inner + outer != pieces.size() || (inner == 0 && outer > 0)) return Shape::other;
  if (open_start) return open_end ? Shape::anywhere : Shape::end;
  return open_end ? Shape::start : Shape::whole;
}

std::vector<std::string> texts_of(const Pattern& pattern, std::size_t most) {
  Pattern inside;
  for (const Piece& piece : pattern.pieces) {
    if (piece.kind != Piece::Kind::any_many) inside.pieces.push_back(piece);
  }
  return spelled_out(inside, most);
}

std::string longest_text(const Pattern& pattern) {
  std::string longest;
  for (const Piece& piece : pattern.pieces) {
    if (piece.kind == Piece::Kind::bytes && piece.bytes.size() > longest.size()) longest = piece.bytes;
  }
  return longest;
}

std::string expression_of(const Pattern& pattern, bool is_cased) {
  std::string out;
  const auto& pieces = pattern.pieces;
  const bool open_start = !pieces.empty() && pieces.front().kind == Piece::Kind::any_many;
  const bool open_end = !pieces.empty() && pieces.back().kind == Piece::Kind::any_many;
  if (!open_start) out += "\\A";
  for (std::size_t i = open_start ? 1 : 0; i < pieces.size() - (open_end && pieces.size() > 1 ? 1 : 0); ++i) {
    switch (pieces[i].kind) {
      case Piece::Kind::bytes: append_bytes(out, pieces[i].bytes, is_cased); break;
      case Piece::Kind::any_one: out += kAnyOneExpression; break;
      case Piece::Kind::any_many: out += ".*"; break;
      case Piece::Kind::dash: out += kDashExpression; break;
    }
  }
  if (!open_end) out += "\\z";
  return out;
}

bool matches_by_trial(const Pattern& pattern, std::string_view text, bool is_cased) {
  if (is_cased) return trial(pattern.pieces, 0, text);
  std::vector<Piece> pieces = pattern.pieces;
  for (Piece& piece : pieces) piece.bytes = folded(piece.bytes);
  const std::string small = folded(text);
  return trial(pieces, 0, small);
}

}  // namespace wardwatch::detect::sigma
