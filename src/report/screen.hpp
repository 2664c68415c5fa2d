#pragma once

#include <string>
#include <string_view>

#include "record/finding.hpp"

namespace wardwatch::report {

/// Text for a terminal of 100 columns. What it is given may come from evidence: escape sequences and characters that
/// nobody sees are written out, words that are too long are broken.
class Screen {
 public:
  enum class Weight : std::uint8_t { normal, bold, quiet };

  explicit Screen(bool colour) noexcept : colour_{colour} {}

  /// "CRITICAL", in its colour.
  [[nodiscard]] std::string severity(record::Severity level) const;

  /// Severity and title in bold, the title's further lines under its first word.
  void title(record::Severity level, std::string_view text);
  void heading(std::string_view text);
  /// One line: `ready` as it is (the result of `severity`, a number), then `text`, cut to the width.
  void line(std::string_view ready, std::string_view text, Weight weight = Weight::normal);
  void paragraph(std::string_view text, std::size_t indent, Weight weight = Weight::normal);
  /// A paragraph after a mark such as "1. ", its further lines under its first word.
  void item(std::string_view mark, std::string_view text, std::size_t indent);
  void gap() { out_ += "\n"; }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  [[nodiscard]] std::string painted(std::string_view code, const std::string& text) const;
  [[nodiscard]] std::string weighted(const std::string& text, Weight weight) const;

  bool colour_;
  std::string out_;
};

inline constexpr std::size_t kScreenWidth = 100;

}  // namespace wardwatch::report
