#pragma once

#include <concepts>
#include <optional>
#include <tuple>

#include <tl/expected.hpp>

#include "core/bytes.hpp"

namespace wardwatch {

/// Why a parse stopped. `truncated` asks for more bytes of the stream; `malformed` never mends; `over_limit` is a
/// bound of ours.
enum class ParseFault : std::uint8_t { truncated, malformed, over_limit };

/// A name for one wire field. Only a string literal can make one, so an error may keep it for ever.
class FieldName {
 public:
  consteval FieldName(const char* literal) : text_{literal} {}  // NOLINT: implicit on purpose, "u8(\"length\")".
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

struct ParseError {
  ParseFault fault;
  FieldName field;
  std::size_t offset_bytes;  ///< From the start of the message, not of the sub-reader.
  std::size_t need_bytes;    ///< 0 when no read ran short.
  std::size_t have_bytes;

  [[nodiscard]] std::string_view field_name() const noexcept { return field.text(); }
};

template <class T>
using Parsed = tl::expected<T, ParseError>;

/// Reads a message from front to back and never past its end.
///
/// The first failed read is remembered and wins; every later read yields zero or an empty view. A parser can read a
/// whole header in a row and ask once, through `finish`, whether all of it was there. Views borrow from the buffer
/// given to the constructor.
class Reader {
 public:
  explicit Reader(Bytes message) noexcept : Reader{message, 0, ParseFault::truncated} {}

  [[nodiscard]] std::uint8_t u8(FieldName field) noexcept { return big_endian<std::uint8_t, 1>(field); }
  [[nodiscard]] std::uint16_t u16be(FieldName field) noexcept { return big_endian<std::uint16_t, 2>(field); }
  [[nodiscard]] std::uint32_t u24be(FieldName field) noexcept { return big_endian<std::uint32_t, 3>(field); }
  [[nodiscard]] std::uint32_t u32be(FieldName field) noexcept { return big_endian<std::uint32_t, 4>(field); }
  [[nodiscard]] std::uint64_t u64be(FieldName field) noexcept { return big_endian<std::uint64_t, 8>(field); }
  [[nodiscard]] std::uint16_t u16le(FieldName field) noexcept { return little_endian<std::uint16_t>(field); }
  [[nodiscard]] std::uint32_t u32le(FieldName field) noexcept { return little_endian<std::uint32_t>(field); }
  [[nodiscard]] std::uint64_t u64le(FieldName field) noexcept { return little_endian<std::uint64_t>(field); }

  /// The next `count_bytes` bytes, or an empty view when fewer are left.
  [[nodiscard]] Bytes bytes(std::size_t count_bytes, FieldName field) noexcept {
    if (!ok()) return {};
    if (count_bytes > rest_.size()) {
      fail({fault_when_short_, field, offset_bytes_, count_bytes, rest_.size()});
      return {};
    }
    const Bytes taken = rest_.first(count_bytes);
    rest_ = rest_.subspan(count_bytes);
    offset_bytes_ += count_bytes;
    return taken;
  }

  /// Everything that is left; the reader is empty afterwards.
  [[nodiscard]] Bytes rest(FieldName field) noexcept { return bytes(rest_.size(), field); }

  /// What is left, without moving on.
  [[nodiscard]] Bytes peek() const noexcept { return rest_; }

  /// A reader confined to the next `count_bytes` bytes: a length field can never reach beyond its parent. Running
  /// short inside it is `malformed`, because no further bytes from the wire could mend it. A reader that has failed
  /// hands its error down to the child.
  [[nodiscard]] Reader sub(std::size_t count_bytes, FieldName field) noexcept {
    const std::size_t base_offset_bytes = offset_bytes_;
    Reader child{bytes(count_bytes, field), base_offset_bytes, ParseFault::malformed};
    child.error_ = error_;
    return child;
  }

  void skip(std::size_t count_bytes, FieldName field) noexcept { std::ignore = bytes(count_bytes, field); }

  /// Fails the parse as `malformed` unless `holds`.
  void require(bool holds, FieldName field) noexcept {
    if (ok() && !holds) fail({ParseFault::malformed, field, offset_bytes_, 0, rest_.size()});
  }

  /// Fails the parse as `over_limit` unless `holds`: the message may be right, but is more than we take.
  void require_limit(bool holds, FieldName field) noexcept {
    if (ok() && !holds) fail({ParseFault::over_limit, field, offset_bytes_, 0, rest_.size()});
  }

  /// Takes over the first error of a sub-reader, so that one `finish` answers for both.
  void join(const Reader& child) noexcept {
    if (ok() && child.error_) fail(*child.error_);
  }

  [[nodiscard]] bool ok() const noexcept { return !error_.has_value(); }
  [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::size_t remaining_bytes() const noexcept { return rest_.size(); }
  [[nodiscard]] std::size_t offset_bytes() const noexcept { return offset_bytes_; }
  [[nodiscard]] const std::optional<ParseError>& error() const noexcept { return error_; }

  /// What `build` makes when every read so far succeeded, otherwise the first error; a failed parse builds nothing.
  template <class Build>
  [[nodiscard]] auto finish(Build build) const -> Parsed<decltype(build())> {
    if (error_) return tl::make_unexpected(*error_);
    return build();
  }

 private:
  Reader(Bytes bytes, std::size_t base_offset_bytes, ParseFault fault_when_short) noexcept
      : rest_{bytes}, offset_bytes_{base_offset_bytes}, fault_when_short_{fault_when_short} {}

  template <std::unsigned_integral T, std::size_t kBytes>
  [[nodiscard]] T big_endian(FieldName field) noexcept {
    std::uint64_t value = 0;
    for (const std::byte octet : bytes(kBytes, field)) value = (value << 8U) | std::to_integer<std::uint64_t>(octet);
    return static_cast<T>(value);
  }

  template <std::unsigned_integral T>
  [[nodiscard]] T little_endian(FieldName field) noexcept {
    T value = 0;
    const Bytes taken = bytes(sizeof(T), field);
    if (!taken.empty()) std::memcpy(&value, taken.data(), sizeof value);
    return value;
  }

  void fail(ParseError error) noexcept {
    error_ = error;
    rest_ = {};
  }

  Bytes rest_;
  std::size_t offset_bytes_;
  ParseFault fault_when_short_;
  std::optional<ParseError> error_;
};

}  // namespace wardwatch
