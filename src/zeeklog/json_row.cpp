#include "zeeklog/json_row.hpp"

#include <nlohmann/json.hpp>

#include "zeeklog/table_header.hpp"

namespace wardwatch::zeeklog {
namespace {

using Json = nlohmann::json;

constexpr int kDepthMax = 4;  ///< Zeek writes flat rows; collectors nest them once or twice.

/// A scalar as the ASCII writer has it.
std::string_view text_of(const Json& value, Row& row) {
  if (value.is_boolean()) return value.get<bool>() ? "T" : "F";
  if (value.is_string()) return row.own_texts.emplace_back(value.get_ref<const std::string&>());
  // Bytes that are no UTF-8 do not stand in numbers; `replace` only keeps the library from throwing.
  return row.own_texts.emplace_back(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void add(const std::string& name, const Json& value, int depth, Row& row) {
  if (row.names.size() >= kColumnsMax) return;
  if (value.is_object()) {
    if (depth >= kDepthMax) return;
    for (const auto& [key, inner] : value.items()) add(name.empty() ? key : name + "." + key, inner, depth + 1, row);
    return;
  }
  constexpr std::string_view kJoined = "id_";
  row.names.push_back(name.starts_with(kJoined) ? "id." + name.substr(kJoined.size()) : name);
  Value& column = row.values.emplace_back();
  if (value.is_null()) return;
  column.kind = value.is_array() ? Value::Kind::list : Value::Kind::text;
  if (!value.is_array()) {
    column.text = text_of(value, row);
    return;
  }
  for (const Json& item : value) {
    if (column.items.size() == kItemsMax) break;
    if (!item.is_structured() && !item.is_null()) column.items.push_back(text_of(item, row));
  }
}

}  // namespace

bool read_json_row(std::string_view line, Row& row) {
  row.names.clear();
  row.values.clear();
  row.own_texts.clear();
  // What lies deeper is left out while reading, so that no line makes a tree that is deep.
  const auto is_near = [](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) { return depth <= kDepthMax; };
  const Json json = Json::parse(line, is_near, false);
  if (!json.is_object()) return false;
  add({}, json, 0, row);
  return true;
}

}  // namespace wardwatch::zeeklog
