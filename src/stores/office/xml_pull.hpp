#pragma once

#include <string>
#include <string_view>

#include "stores/common/text_window.hpp"

namespace wardwatch::stores::office {

/// Takes XML apart as office programs write it: starts and ends of elements, and text between them. Declarations,
/// comments and processing instructions are passed over; entities other than the five and numbers are dropped, so that
/// none can multiply. Holds one tag or text at a time.
class XmlPull {
 public:
  explicit XmlPull(ByteStream& stream) : in_{stream} {}

  enum class Kind : std::uint8_t { end_of_file, start, end, text };
  /// Moves on. An element that is empty has a start and an end.
  [[nodiscard]] Kind next();

  /// Of a start or end, without its prefix: `row` of `<x:row>`.
  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Of a start; the name without its prefix. Empty when there is none.
  [[nodiscard]] std::string attribute(std::string_view name) const;

 private:
  void read_tag();
  void read_text();
  void pass_to(std::string_view end);
  static std::string plain(std::string_view escaped);

  TextWindow in_;
  bool ends_now_ = false;  ///< The start was that of an empty element.
  std::string tag_;
  std::string_view name_;
  std::string text_;
};

}  // namespace wardwatch::stores::office
