#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/inline_text.hpp"
#include "core/ip_address.hpp"
#include "core/pack.hpp"
#include "core/strong.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::record {

/// What a number counts; text and times say it themselves.
enum class Unit : std::uint8_t { none, time, seconds, bytes, packets, count, bits, ratio };

/// What a field can hold, which decides what the serializer does with it: `technical` and `account` are written as
/// they are, `free` text (URI, file name, command line, DNS label) is redacted first.
enum class Content : std::uint8_t { technical, account, free };

/// Lists in a record borrow from the batch's arena, as its text does.
using TextList = std::span<const std::string_view>;
using NumberList = std::span<const double>;

/// A value with a name that the evidence gives it, such as an event's data.
struct NamedText {
  std::string_view name;
  std::string_view value;
};
using TextMap = std::span<const NamedText>;

/// An id made from content; Zeek's have as many characters.
using Uid = InlineText<18>;

inline constexpr std::size_t kFieldNameMax = 64;
/// Not to be had at compile time, where every schema is made: a longer name does not compile.
void field_name_is_too_long();
constexpr std::string_view checked_name(std::string_view name) {
  if (name.size() > kFieldNameMax) field_name_is_too_long();
  return name;
}

/// One field: the stable id (disk and wire), Zeek's name, where it is, and what it means.
template <class Get>
struct Field {
  std::uint16_t id;
  std::string_view name;
  Get get;
  Unit unit;
  Content content;
  std::string_view meaning;
};

/// Reaches a member of the record, or of one struct inside it.
template <class R, class T>
struct Member {
  T R::*at;
  constexpr const T& operator()(const R& row) const noexcept { return row.*at; }
  constexpr T& operator()(R& row) const noexcept { return row.*at; }
};
template <class R, class Part, class T>
struct PartMember {
  Part R::*part;
  T Part::*at;
  constexpr const T& operator()(const R& row) const noexcept { return row.*part.*at; }
  constexpr T& operator()(R& row) const noexcept { return row.*part.*at; }
};

template <class R, class T>
constexpr auto field(std::uint16_t id, std::string_view name, T R::*at, Unit unit, Content content,
                     std::string_view meaning) {
  return Field<Member<R, T>>{id, checked_name(name), {at}, unit, content, meaning};
}
template <class R, class Part, class T>
constexpr auto field(std::uint16_t id, std::string_view name, Part R::*part, T Part::*at, Unit unit, Content content,
                     std::string_view meaning) {
  return Field<PartMember<R, Part, T>>{id, checked_name(name), {part, at}, unit, content, meaning};
}

template <class... Gets>
struct Schema {
  std::string_view log;      ///< Name of the log and the table.
  std::string_view meaning;  ///< One sentence: what one row is.
  Pack<Field<Gets>...> fields;
};

template <class... Gets>
constexpr auto schema(std::string_view log, std::string_view meaning, Field<Gets>... fields) {
  return Schema<Gets...>{log, meaning, make_pack(fields...)};
}

/// Puts the fields that many records share (the connection) before the record's own.
template <class Indexes, class... Shared, class... Own>
constexpr auto schema(std::string_view log, std::string_view meaning, const PackOf<Indexes, Shared...>& shared,
                      Field<Own>... own) {
  return shared.apply([&](const auto&... first) { return schema(log, meaning, first..., own...); });
}

/// The description of record `R`, from which JSON, tables, wire form and documentation follow.
template <class R>
inline constexpr auto schema_of = nullptr;

template <class R>
concept Record = !std::is_same_v<std::remove_cvref_t<decltype(schema_of<R>)>, std::nullptr_t>;

/// Calls `visit(field, value)` for each field of the row, in the schema's order.
template <Record R, class Row, class Visit>
constexpr void for_each_field(Row& row, Visit&& visit) {
  schema_of<R>.fields.apply([&](const auto&... fields) { (visit(fields, fields.get(row)), ...); });
}

/// Calls `visit(field, type_tag)` for each field without a row, for DDL and documentation; the tag is a
/// `std::type_identity` of the member's type.
template <Record R, class Visit>
constexpr void for_each_column(Visit&& visit) {
  schema_of<R>.fields.apply([&](const auto&... fields) {
    (visit(fields, std::type_identity<std::remove_cvref_t<decltype(fields.get(std::declval<R&>()))>>{}), ...);
  });
}

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
inline constexpr bool is_optional_v = IsOptional<T>::value;

template <class T>
struct IsInlineText : std::false_type {};
template <std::size_t n>
struct IsInlineText<InlineText<n>> : std::true_type {};
template <class T>
inline constexpr bool is_inline_text_v = IsInlineText<T>::value;

/// A list of records within a row; they borrow from the batch's arena.
template <class T>
struct RowListItem {};
template <Record R>
struct RowListItem<std::span<const R>> {
  using type = R;
};
template <class T>
concept RowList = requires {
  typename RowListItem<T>::type;
};

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
inline constexpr bool is_vector_v = IsVector<T>::value;

}  // namespace wardwatch::record
