#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace wardwatch::protocol::hl7 {

inline constexpr char kStartBlock = '\x0b';  ///< MLLP release 1 and 2: before a message,
inline constexpr char kEndBlock = '\x1c';    ///< and behind it, then a carriage return.

/// The delimiters that a message declares in MSH-1 and MSH-2 (2.5.4). One that is not declared is '\0', which no text
/// of a message holds.
struct Delimiters {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
};

/// What a text is: undecided while it is only the beginning of one.
enum class Verdict : std::uint8_t { no, undecided, yes };

/// Whether `text` begins with a message's or a batch's header: MSH, FHS or BHS with delimiters that can be such; of MSH
/// further on to a message type (MSH-9), of the others to the segment behind. A start block may stand before it.
[[nodiscard]] Verdict begins_with_header(std::string_view text) noexcept;

/// The delimiters of an MSH, FHS or BHS segment; none when it declares none.
[[nodiscard]] std::optional<Delimiters> delimiters_of(std::string_view segment) noexcept;

/// Walks the parts of a text between separators.
class Parts {
 public:
  Parts(std::string_view text, char separator) noexcept : rest_{text}, separator_{separator} {}
  /// The next part; empty behind the last.
  [[nodiscard]] std::string_view next() noexcept;
  [[nodiscard]] bool done() const noexcept { return is_done_; }

 private:
  std::string_view rest_;
  char separator_;
  bool is_done_ = false;
};

/// Part `number` of a text, counted from 1; empty when there are fewer.
[[nodiscard]] std::string_view part_of(std::string_view text, char separator, std::size_t number) noexcept;
/// Field `number` of a segment as the standard counts them: of MSH, FHS and BHS the separator itself is the first.
[[nodiscard]] std::string_view field_of(std::string_view segment, const Delimiters& delimiters,
                                        std::size_t number) noexcept;
/// Text with its escapes for delimiters (\F\, \S\, \T\, \R\, \E\) and for bytes (\X0d\) resolved (2.7); others stay.
[[nodiscard]] std::string unescaped(std::string_view text, const Delimiters& delimiters);
/// A segment's name is three capitals or digits, the first a capital (2.5.2), and the separator or the end follows.
[[nodiscard]] bool has_segment_name(std::string_view segment, char field_separator) noexcept;

}  // namespace wardwatch::protocol::hl7
