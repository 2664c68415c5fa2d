#include "store/column.hpp"

namespace wardwatch::store {
namespace {

/// DuckDB takes UTF-8 only; the JSON writer's escape is used for anything else, so that logs and tables agree.
std::string valid_utf8(std::string_view text) {
  std::string json;
  record::append_json_text(json, text);
  std::string plain;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    if (json[i] == '\\' && json[i + 1] == '\\') ++i;
    plain.push_back(json[i]);
  }
  return plain;
}

bool is_ascii(std::string_view text) noexcept {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

idx_t extend(duckdb_vector list, idx_t more) {
  const idx_t start = duckdb_list_vector_get_size(list);
  duckdb_list_vector_reserve(list, start + more);
  duckdb_list_vector_set_size(list, start + more);
  return start;
}

}  // namespace

void Column::set_null(idx_t row) {
  duckdb_vector_ensure_validity_writable(vector_);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector_), row);
}

void Column::set_number(idx_t row, const IpAddress& address) noexcept {
  duckdb_uhugeint number{};
  for (std::size_t i = 0; i < 8; ++i) number.upper = number.upper << 8U | address.octets()[i];
  for (std::size_t i = 8; i < 16; ++i) number.lower = number.lower << 8U | address.octets()[i];
  at<duckdb_uhugeint>(row) = number;
}

void Column::put(idx_t row, std::string_view text) {
  text_bytes_ += sizeof(duckdb_string_t) + text.size();
  if (is_ascii(text)) {
    duckdb_vector_assign_string_element_len(vector_, row, text.data(), text.size());
    return;
  }
  const std::string valid = valid_utf8(text);
  duckdb_vector_assign_string_element_len(vector_, row, valid.data(), valid.size());
}

void Column::put_content(idx_t row, std::string_view text, record::Content content) {
  std::string clean;
  if (content == record::Content::free && redact(text, clean)) put(row, clean);
  else put(row, text);
}

void Column::set_list(idx_t row, record::TextList items, record::Content content) {
  const idx_t start = extend(vector_, items.size());
  at<duckdb_list_entry>(row) = {start, items.size()};
  Column child{duckdb_list_vector_get_child(vector_)};
  for (std::size_t i = 0; i < items.size(); ++i) child.put_content(start + i, items[i], content);
  text_bytes_ += child.text_bytes();
}

void Column::set_list(idx_t row, record::NumberList items, record::Content) {
  const idx_t start = extend(vector_, items.size());
  at<duckdb_list_entry>(row) = {start, items.size()};
  Column child{duckdb_list_vector_get_child(vector_)};
  for (std::size_t i = 0; i < items.size(); ++i) child.at<double>(start + i) = items[i];
}

void Column::set_list(idx_t row, record::TextMap items, record::Content content) {
  // A map is a list of pairs to DuckDB.
  const idx_t start = extend(vector_, items.size());
  at<duckdb_list_entry>(row) = {start, items.size()};
  duckdb_vector pairs = duckdb_list_vector_get_child(vector_);
  Column names{duckdb_struct_vector_get_child(pairs, 0)}, values{duckdb_struct_vector_get_child(pairs, 1)};
  idx_t item = start;
  record::for_each_named(items, [&](std::string_view name, std::string_view text) {
    names.put(item, name);
    values.put_content(item++, text, content);
  });
  text_bytes_ += names.text_bytes() + values.text_bytes();
}

}  // namespace wardwatch::store
