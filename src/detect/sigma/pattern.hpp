#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::detect::sigma {

/// A part of a Sigma string.
struct Piece {
  enum class Kind : std::uint8_t {
    bytes,     ///< These bytes.
    any_one,   ///< `?`: one character.
    any_many,  ///< `*`: any number of them.
    dash,      ///< After windash: one of - / and the three long dashes.
  };
  Kind kind = Kind::bytes;
  std::string bytes;

  friend bool operator==(const Piece&, const Piece&) = default;
};

/// A Sigma string with its wildcards: what a whole field must look like.
struct Pattern {
  std::vector<Piece> pieces;

  friend bool operator==(const Pattern&, const Pattern&) = default;

  [[nodiscard]] bool has_wildcards() const noexcept;
  /// The bytes, when it is nothing but bytes.
  [[nodiscard]] std::optional<std::string> literal() const;
  /// `*` before, after, or on both sides, as startswith, endswith and contains put it.
  void open_start();
  void open_end();
  /// How much of it is fixed: a measure of how rarely it matches.
  [[nodiscard]] std::size_t fixed_bytes() const noexcept;
};

/// Reads `*`, `?` and the escapes of section "Escape Character": a backslash is itself unless before `*`, `?` or `\`.
[[nodiscard]] Pattern parse_pattern(std::string_view text);

/// Modifier windash: each of the five dashes stands for all of them. It stays one pattern; nothing is multiplied.
[[nodiscard]] Pattern with_dashes(const Pattern& pattern);

/// Every literal that a pattern of bytes and dashes stands for, in order; none when it has wildcards or stands for more
/// than `most`.
[[nodiscard]] std::vector<std::string> spelled_out(const Pattern& pattern, std::size_t most);

/// A pattern that is one text, at a known place of the value.
enum class Shape : std::uint8_t { whole, start, end, anywhere, other };
[[nodiscard]] Shape shape_of(const Pattern& pattern) noexcept;

/// The texts of a pattern of known shape, without its outer wildcards: one, or each way to write its dashes; none when
/// there are more than `most`.
[[nodiscard]] std::vector<std::string> texts_of(const Pattern& pattern, std::size_t most);

/// The longest text that every match of a pattern holds; empty when there is none.
[[nodiscard]] std::string longest_text(const Pattern& pattern);

/// As an expression for Hyperscan, byte by byte; letters beyond ASCII carry both cases unless `is_cased`.
[[nodiscard]] std::string expression_of(const Pattern& pattern, bool is_cased);

/// The same question answered by trial, for tests that hold one against the other.
[[nodiscard]] bool matches_by_trial(const Pattern& pattern, std::string_view text, bool is_cased);

}  // namespace wardwatch::detect::sigma
