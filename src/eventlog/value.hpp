#pragma once

#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::eventlog {

/// Types of BinXML's values (MS-EVEN6 2.2.12, BinXmlValueType), and one of ours.
enum class ValueType : std::uint8_t {
  null = 0x00,
  utf16 = 0x01,
  ansi = 0x02,
  int8 = 0x03,
  uint8 = 0x04,
  int16 = 0x05,
  uint16 = 0x06,
  int32 = 0x07,
  uint32 = 0x08,
  int64 = 0x09,
  uint64 = 0x0a,
  real32 = 0x0b,
  real64 = 0x0c,
  boolean = 0x0d,
  binary = 0x0e,
  guid = 0x0f,
  size = 0x10,
  filetime = 0x11,
  systemtime = 0x12,
  sid = 0x13,
  hex32 = 0x14,
  hex64 = 0x15,
  handle = 0x20,
  binxml = 0x21,
  xml = 0x23,
  utf8 = 0x7f,  ///< Put together by us from several pieces.
};

/// Set on a type whose value is a list.
inline constexpr std::uint8_t kArrayFlag = 0x80;

/// A value as it stands in the log. Borrows from the chunk; nothing is converted before it is asked for.
struct Value {
  Bytes bytes;
  ValueType type = ValueType::null;
  bool is_array = false;
};

/// Appends the value as Windows shows it: GUIDs in braces, times as ISO 8601 with 100 ns, binary as hexadecimal. A value
/// that is shorter than its type wants gives nothing. The items of a list are separated by commas.
void append_text(std::string& out, const Value& value);
[[nodiscard]] std::string text_of(const Value& value);

/// Calls `visit(item)` for each item of a list, or for the value itself when it is none.
template <class Visit>
void for_each_item(const Value& value, Visit&& visit);

/// A whole number, also one written as text ("4624", "0x3e7"), which is how collected events may have it.
[[nodiscard]] std::optional<std::uint64_t> number_of(const Value& value);
/// A time, also one written as text; times before 1970 become 1970.
[[nodiscard]] std::optional<Timestamp> time_of(const Value& value);
/// 100 ns since 1601, as Windows counts.
[[nodiscard]] Timestamp time_of_filetime(std::uint64_t filetime) noexcept;

/// The first item of a list, and takes it off `rest`; empty when `rest` is.
[[nodiscard]] Bytes take_item(ValueType type, Bytes& rest) noexcept;

template <class Visit>
void for_each_item(const Value& value, Visit&& visit) {
  if (!value.is_array) {
    visit(value);
    return;
  }
  for (Bytes rest = value.bytes; !rest.empty();) {
    const Bytes item = take_item(value.type, rest);
    visit(Value{item, value.type, false});
  }
}

}  // namespace wardwatch::eventlog
