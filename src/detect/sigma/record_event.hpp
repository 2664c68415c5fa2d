#pragma once

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "detect/sigma/event.hpp"
#include "record/schema.hpp"

namespace wardwatch::detect::sigma {

/// A record's field as text: numbers in decimal, times as RFC 3339, addresses in canonical form, truth values as `true`
/// and `false`. A list answers for each of its texts. Records inside records have no value.
template <class T>
[[nodiscard]] Value value_of_member(const T& value, std::string& scratch) {
  const auto text = [&] { return Value{Value::Kind::text, scratch, {}}; };
  if constexpr (record::is_optional_v<T>) {
    return value ? value_of_member(*value, scratch) : Value{Value::Kind::null, {}, {}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return {Value::Kind::text, value ? "true" : "false", {}};
  } else if constexpr (std::is_arithmetic_v<T>) {
    char digits[32];
    scratch.assign(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    return text();
  } else if constexpr (std::is_same_v<T, Port> || std::is_same_v<T, SourceId>) {
    return value_of_member(value.value, scratch);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    scratch = rfc3339(value);
    return text();
  } else if constexpr (std::is_same_v<T, Interval>) {
    return value_of_member(std::chrono::duration<double>(value).count(), scratch);
  } else if constexpr (std::is_same_v<T, IpAddress> || std::is_same_v<T, MacAddress>) {
    scratch = value.text();
    return text();
  } else if constexpr (record::is_inline_text_v<T>) {
    return {Value::Kind::text, value.view(), {}};
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    return {Value::Kind::text, std::string_view{value}, {}};
  } else if constexpr (std::is_same_v<T, record::TextList>) {
    if (value.empty()) return {Value::Kind::null, {}, {}};
    return {Value::Kind::text, value.front(), value.subspan(1)};
  } else {
    return {Value::Kind::null, {}, {}};
  }
}

namespace detail {

using ReadField = Value (*)(const void* row, std::string& scratch);

template <record::Record R, std::size_t number>
Value read_field(const void* row, std::string& scratch) {
  const auto& field = item<number>(record::schema_of<R>.fields);
  return value_of_member(field.get(*static_cast<const R*>(row)), scratch);
}

template <record::Record R, std::size_t... numbers>
constexpr auto readers(std::index_sequence<numbers...> /*all*/) {
  return std::array<ReadField, sizeof...(numbers)>{&read_field<R, numbers>...};
}

template <record::Record R>
inline constexpr std::size_t field_count = record::schema_of<R>.fields.size;

}  // namespace detail

/// The layout of a record's log: product `wardwatch`, the log as service, and the schema's field names. Rules for Zeek's
/// log of the same name read it too, for the fields are Zeek's.
template <record::Record R>
[[nodiscard]] Layout record_layout(std::uint64_t id) {
  Layout layout;
  layout.id = id;
  layout.source = {"wardwatch", "", std::string{record::schema_of<R>.log}};
  record::for_each_column<R>([&](const auto& field, const auto& /*type*/) { layout.fields.emplace_back(field.name); });
  return layout;
}

/// A row as an event; `row` and `layout` must outlive the call of the engine. Nothing is converted until it is asked for.
template <record::Record R>
[[nodiscard]] Event record_event(const Layout& layout, const R& row, EventId id, Timestamp at) {
  const auto value_at = [](const void* values, std::size_t field, std::string& scratch) {
    static constexpr auto kReaders = detail::readers<R>(std::make_index_sequence<detail::field_count<R>>{});
    return kReaders[field](values, scratch);
  };
  return {&layout, id, at, &row, value_at};
}

}  // namespace wardwatch::detect::sigma
