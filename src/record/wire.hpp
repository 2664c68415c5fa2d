#pragma once

#include "core/reader.hpp"
#include "record/all.hpp"
#include "record/batch.hpp"

namespace wardwatch::record {

/// The binary form of a record: sorted runs on disk have it, and the wire between sites. Fields stand in the schema's
/// order, integers little-endian; text and lists bear a 32-bit length; an optional bears a byte that says whether it
/// is set.
template <Record R>
void encode(std::string& out, const R& row);

/// The same for a record of the place `log` in `AllRecords`, and its way back into its batch: compiled once, not in
/// every file that moves rows.
void encode_logged(std::string& out, std::size_t log, const void* row);
[[nodiscard]] bool decode_logged(Reader& in, std::size_t log, void* batch);

template <class T>
void encode_value(std::string& out, const T& value) {
  if constexpr (is_optional_v<T>) {
    out.push_back(value ? '\1' : '\0');
    if (value) encode_value(out, *value);
  } else if constexpr (is_inline_text_v<T>) {
    out.push_back(static_cast<char>(value.view().size()));
    out.append(value.view());
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    encode_value(out, static_cast<std::uint32_t>(value.size()));
    out.append(value);
  } else if constexpr (std::is_same_v<T, TextList> || std::is_same_v<T, NumberList>) {
    encode_value(out, static_cast<std::uint32_t>(value.size()));
    for (const auto& item : value) encode_value(out, item);
  } else if constexpr (std::is_same_v<T, TextMap>) {
    encode_value(out, static_cast<std::uint32_t>(value.size()));
    for (const NamedText& item : value) {
      encode_value(out, item.name);
      encode_value(out, item.value);
    }
  } else if constexpr (RowList<T>) {
    encode_value(out, static_cast<std::uint32_t>(value.size()));
    for (const auto& item : value) encode(out, item);
  } else {
    static_assert(std::is_trivially_copyable_v<T>);
    out.append(as_text(std::as_bytes(std::span{&value, 1})));
  }
}

template <Record R>
void encode_fields(std::string& out, const R& row) {
  for_each_field<R>(row, [&](const auto&, const auto& value) { encode_value(out, value); });
}

template <Record R>
void encode(std::string& out, const R& row) {
  if constexpr (log_index<R> < log_count) encode_logged(out, log_index<R>, &row);
  else encode_fields(out, row);
}

/// Most items that a list read back may have; ours have far fewer.
inline constexpr std::uint32_t kWireItemsMax = 1U << 20U;

template <class R, class T>
void decode_value(Reader& in, Batch<R>& batch, T& value) {
  if constexpr (is_optional_v<T>) {
    if (in.u8("optional_flag") == 0) {
      value.reset();
      return;
    }
    decode_value(in, batch, value.emplace());
  } else if constexpr (is_inline_text_v<T>) {
    value = T{as_text(in.bytes(in.u8("text_length"), "text"))};
  } else if constexpr (std::is_same_v<T, std::string_view>) {
    value = batch.keep(as_text(in.bytes(in.u32le("text_length"), "text")));
  } else if constexpr (std::is_same_v<T, TextList>) {
    const std::uint32_t count = in.u32le("list_length");
    in.require_limit(count <= kWireItemsMax && count <= in.remaining_bytes(), "list_length");
    std::vector<std::string_view> items;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i)
      items.push_back(as_text(in.bytes(in.u32le("text_length"), "text")));
    value = batch.keep_list(items);
  } else if constexpr (std::is_same_v<T, TextMap>) {
    const std::uint32_t count = in.u32le("map_length");
    in.require_limit(count <= kWireItemsMax && count <= in.remaining_bytes(), "map_length");
    std::vector<NamedText> items;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      const std::string_view name = as_text(in.bytes(in.u32le("name_length"), "name"));
      items.push_back({name, as_text(in.bytes(in.u32le("text_length"), "text"))});
    }
    value = batch.keep_map(items);
  } else if constexpr (std::is_same_v<T, NumberList>) {
    const std::uint32_t count = in.u32le("list_length");
    in.require_limit(count <= kWireItemsMax && count <= in.remaining_bytes(), "list_length");
    std::vector<double> items(in.ok() ? count : 0);
    for (double& item : items) decode_value(in, batch, item);
    value = batch.keep_numbers(items);
  } else if constexpr (RowList<T>) {
    using Item = typename RowListItem<T>::type;
    const std::uint32_t count = in.u32le("list_length");
    in.require_limit(count <= kWireItemsMax && count <= in.remaining_bytes(), "list_length");
    std::vector<Item> items;
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      for_each_field<Item>(items.emplace_back(), [&](const auto&, auto& part) { decode_value(in, batch, part); });
    }
    value = batch.keep_rows(std::span<const Item>{items});
  } else if constexpr (std::is_same_v<T, bool>) {
    value = in.u8("flag") != 0;  // Any other value of a bool's byte would be undefined.
  } else {
    static_assert(std::is_trivially_copyable_v<T>);
    const Bytes raw = in.bytes(sizeof(T), "fixed_value");
    if (!raw.empty()) std::memcpy(static_cast<void*>(&value), raw.data(), sizeof(T));
  }
}

template <Record R>
[[nodiscard]] bool decode_fields(Reader& in, Batch<R>& batch) {
  R& row = batch.add();
  for_each_field<R>(row, [&](const auto&, auto& value) { decode_value(in, batch, value); });
  if (!in.ok()) batch.rows().pop_back();
  return in.ok();
}

/// Reads one row into `batch`. On failure the row is not there.
template <Record R>
[[nodiscard]] bool decode(Reader& in, Batch<R>& batch) {
  if constexpr (log_index<R> < log_count) return decode_logged(in, log_index<R>, &batch);
  else return decode_fields(in, batch);
}

}  // namespace wardwatch::record
