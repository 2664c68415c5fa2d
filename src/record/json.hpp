#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "core/redact.hpp"
#include "record/all.hpp"
#include "record/finding.hpp"
#include "record/named.hpp"

namespace wardwatch::record {

/// Appends `text` as a JSON string. Bytes that are not UTF-8 become `\xNN` written out, as Zeek does.
void append_json_text(std::string& out, std::string_view text);
/// Seconds since 1970 with microseconds, as Zeek's JSON has them.
void append_json_time(std::string& out, Timestamp time);
/// Seconds with microseconds.
void append_json_interval(std::string& out, Interval interval);
void append_json_number(std::string& out, double number);

/// Times of findings and incidents are RFC 3339; those of records are numbers.
enum class TimeStyle : std::uint8_t { seconds, rfc3339 };

template <Record R>
void append_json(std::string& out, const R& row, TimeStyle style = TimeStyle::seconds);

/// Appends a record of the place `log` in `AllRecords`. What writes each of them is compiled once, not in every file
/// that writes some.
void append_logged_json(std::string& out, std::size_t log, const void* row, TimeStyle style);

inline void append_json_map(std::string& out, TextMap map, Content content, TimeStyle style);

/// The one place that writes a field's value; `content` decides on redaction.
template <class T>
void append_json_value(std::string& out, const T& value, Content content, TimeStyle style) {
  if constexpr (std::is_same_v<T, bool>) {
    out.append(value ? "true" : "false");
  } else if constexpr (std::is_same_v<T, double>) {
    append_json_number(out, value);
  } else if constexpr (std::is_integral_v<T>) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  } else if constexpr (std::is_same_v<T, Port> || std::is_same_v<T, SourceId>) {
    append_json_value(out, value.value, content, style);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    if (style == TimeStyle::seconds) append_json_time(out, value);
    else append_json_text(out, rfc3339(value));
  } else if constexpr (std::is_same_v<T, Interval>) {
    append_json_interval(out, value);
  } else if constexpr (std::is_same_v<T, IpAddress> || std::is_same_v<T, MacAddress>) {
    char text[48];
    out.push_back('"');
    out.append(text, value.write(text));
    out.push_back('"');
  } else if constexpr (std::is_same_v<T, Severity>) {
    append_json_text(out, name_of(value));
  } else if constexpr (is_inline_text_v<T>) {
    append_json_text(out, value.view());
  } else if constexpr (is_optional_v<T>) {
    if (value) append_json_value(out, *value, content, style);
    else out.append("null");
  } else if constexpr (std::is_convertible_v<T, std::string_view>) {
    std::string clean;
    if (content == Content::free && redact(value, clean)) append_json_text(out, clean);
    else append_json_text(out, value);
  } else if constexpr (Record<T>) {
    append_json(out, value, style);
  } else if constexpr (std::is_same_v<T, TextMap>) {
    append_json_map(out, value, content, style);
  } else {  // lists
    out.push_back('[');
    bool first = true;
    for (const auto& item : value) {
      if (!first) out.push_back(',');
      first = false;
      append_json_value(out, item, content, style);
    }
    out.push_back(']');
  }
}

/// A map is an object, in which no name comes twice.
inline void append_json_map(std::string& out, TextMap map, Content content, TimeStyle style) {
  char separator = '{';
  for_each_named(map, [&](std::string_view name, std::string_view text) {
    out.push_back(separator);
    append_json_text(out, name);
    out.push_back(':');
    append_json_value(out, text, content, style);
    separator = ',';
  });
  out.append(separator == '{' ? "{}" : "}");
}

template <Record R>
void append_json_fields(std::string& out, const R& row, TimeStyle style) {
  char separator = '{';
  for_each_field<R>(row, [&](const auto& field, const auto& value) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (is_optional_v<T>) {
      if constexpr (!Record<typename T::value_type>) {
        if (!value) return;
      }
    }
    // One append a key: a row has some thirty.
    std::array<char, 96> key;
    static_assert(sizeof(key) >= kFieldNameMax + 4);
    char* end = key.data();
    *end++ = separator;
    *end++ = '"';
    end = std::copy(field.name.begin(), field.name.end(), end);
    *end++ = '"';
    *end++ = ':';
    out.append(key.data(), end);
    separator = ',';
    append_json_value(out, value, field.content, style);
  });
  if (separator == '{') out.push_back('{');
  out.push_back('}');
}

/// Appends the row as one JSON object: keys in the schema's order, flat and dotted, unset optionals left out (an unset
/// record inside, such as `patients_at_risk`, is null). Free text is redacted here, for every output there is.
template <Record R>
void append_json(std::string& out, const R& row, TimeStyle style) {
  if constexpr (log_index<R> < log_count) append_logged_json(out, log_index<R>, &row, style);
  else append_json_fields(out, row, style);
}

}  // namespace wardwatch::record
