#pragma once

#include <duckdb.h>

#include <string>
#include <type_traits>

#include "record/json.hpp"

namespace wardwatch::store {

/// Tells the SQL type of a member, and fills its column of a chunk.
template <class T>
[[nodiscard]] constexpr duckdb_type sql_type() noexcept {
  if constexpr (record::is_optional_v<T>) return sql_type<typename T::value_type>();
  else if constexpr (std::is_same_v<T, bool>) return DUCKDB_TYPE_BOOLEAN;
  else if constexpr (std::is_same_v<T, std::uint64_t>) return DUCKDB_TYPE_UBIGINT;
  else if constexpr (std::is_same_v<T, std::uint32_t> || std::is_same_v<T, SourceId>) return DUCKDB_TYPE_UINTEGER;
  else if constexpr (std::is_same_v<T, Port>) return DUCKDB_TYPE_USMALLINT;
  else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, Interval>) return DUCKDB_TYPE_DOUBLE;
  else if constexpr (std::is_same_v<T, Timestamp>) return DUCKDB_TYPE_TIMESTAMP;
  else return DUCKDB_TYPE_VARCHAR;
}

template <class T>
inline constexpr bool is_text_list_v =
    std::is_same_v<T, record::TextList> || std::is_same_v<T, std::optional<record::TextList>>;
template <class T>
inline constexpr bool is_number_list_v =
    std::is_same_v<T, record::NumberList> || std::is_same_v<T, std::optional<record::NumberList>>;

template <class T>
[[nodiscard]] std::string sql_type_name() {
  if constexpr (is_text_list_v<T>) return "VARCHAR[]";
  else if constexpr (std::is_same_v<T, record::TextMap>) return "MAP(VARCHAR, VARCHAR)";
  else if constexpr (is_number_list_v<T>) return "DOUBLE[]";
  else {
    switch (sql_type<T>()) {
      case DUCKDB_TYPE_BOOLEAN: return "BOOLEAN";
      case DUCKDB_TYPE_UBIGINT: return "UBIGINT";
      case DUCKDB_TYPE_UINTEGER: return "UINTEGER";
      case DUCKDB_TYPE_USMALLINT: return "USMALLINT";
      case DUCKDB_TYPE_DOUBLE: return "DOUBLE";
      case DUCKDB_TYPE_TIMESTAMP: return "TIMESTAMP";
      default: return "VARCHAR";
    }
  }
}

/// One column of a chunk while it is filled. `set` is called once a row, in order.
class Column {
 public:
  explicit Column(duckdb_vector vector) noexcept : vector_{vector}, data_{duckdb_vector_get_data(vector)} {}

  template <class T>
  void set(idx_t row, const T& value, record::Content content) {
    if constexpr (record::is_optional_v<T>) {
      if (value) set(row, *value, content);
      else set_null(row);
    } else if constexpr (std::is_same_v<T, Port> || std::is_same_v<T, SourceId>) {
      at<decltype(value.value)>(row) = value.value;
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      at<std::int64_t>(row) = std::chrono::floor<std::chrono::microseconds>(value).time_since_epoch().count();
    } else if constexpr (std::is_same_v<T, Interval>) {
      at<double>(row) = std::chrono::duration<double>(value).count();
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::uint64_t> ||
                         std::is_same_v<T, std::uint32_t> || std::is_same_v<T, double>) {
      at<T>(row) = value;
    } else if constexpr (is_text_list_v<T> || is_number_list_v<T> || std::is_same_v<T, record::TextMap>) {
      set_list(row, value, content);
    } else {
      set_text(row, value, content);
    }
  }

  void set_number(idx_t row, const IpAddress& address) noexcept;
  void set_null(idx_t row);

  /// What the texts that were set take in memory, those in lists too.
  [[nodiscard]] std::size_t text_bytes() const noexcept { return text_bytes_; }

 private:
  template <class T>
  [[nodiscard]] T& at(idx_t row) noexcept {
    return static_cast<T*>(data_)[row];
  }

  template <class T>
  void set_text(idx_t row, const T& value, record::Content content) {
    if constexpr (record::is_inline_text_v<T>) {
      put(row, value.view());
    } else if constexpr (std::is_same_v<T, IpAddress> || std::is_same_v<T, MacAddress>) {
      char text[48];
      put(row, {text, value.write(text)});
    } else if constexpr (std::is_same_v<T, record::Severity>) {
      put(row, record::name_of(value));
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
      put_content(row, value, content);
    } else {  // Lists and structs of findings and incidents: JSON.
      std::string json;
      record::append_json_value(json, value, content, record::TimeStyle::rfc3339);
      put(row, json);
    }
  }
  void put(idx_t row, std::string_view text);
  void put_content(idx_t row, std::string_view text, record::Content content);
  void set_list(idx_t row, record::TextList items, record::Content content);
  void set_list(idx_t row, record::NumberList items, record::Content content);
  void set_list(idx_t row, record::TextMap items, record::Content content);

  duckdb_vector vector_;
  void* data_;
  std::size_t text_bytes_ = 0;
};

}  // namespace wardwatch::store
