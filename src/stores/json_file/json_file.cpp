#include "stores/json_file/json_file.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "stores/common/json_splitter.hpp"

namespace wardwatch::stores::json_file {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kObjectBytesMax = 64U << 20U;  ///< An object that holds all others is read whole.
constexpr std::size_t kDepthMax = 64;                ///< Of brackets; deeper ones are no record of anybody.
constexpr std::size_t kLevelsMax = 4;                ///< Of members that become columns.

/// A column's name and a cell's text.
struct Value {
  std::string name;
  std::string text;
};
using Record = std::vector<Value>;

void flatten(const Json& value, const std::string& name, std::size_t level, Record& record) {
  if (record.size() >= kColumnsMax) return;
  if (value.is_object() && level < kLevelsMax) {
    for (const auto& member : value.items())
      flatten(member.value(), name.empty() ? member.key() : name + "." + member.key(), level + 1, record);
  } else if (value.is_array()) {
    if (!value.empty()) flatten(value.front(), name, level, record);
  } else if (value.is_string()) {
    record.push_back({name.substr(0, kNameBytesMax), value.get_ref<const std::string&>().substr(0, kCellBytesMax)});
  } else if (value.is_primitive()) {
    record.push_back({name.substr(0, kNameBytesMax), value.is_null() ? std::string{} : value.dump()});
  }
}

/// Puts records into a table whose columns the first of them decide.
class Table {
 public:
  Table(std::string_view name, RowSink& sink) : name_{name}, sink_{sink} {}

  void object(const Json& json) {
    // One that only holds others: {"patients": [{...}, {...}]}.
    for (const Json& member : json) {
      if (!member.is_array() || member.size() < 2 || !member.front().is_object()) continue;
      for (const Json& one : member) {
        if (one.is_object()) record(one);
      }
      return;
    }
    record(json);
  }

  ReadStatus end() {
    if (!is_begun_ && !held_.empty()) begin();
    if (is_begun_) sink_.end_table();
    status.tables = is_begun_ ? 1 : 0;
    if (status.rows_unreadable > 0)
      status.note(std::to_string(status.rows_unreadable) + " objects are no JSON, or too long");
    return std::move(status);
  }

  ReadStatus status;

 private:
  void record(const Json& json) {
    Record record;
    flatten(json, {}, 0, record);
    if (is_begun_) return row(record);
    held_.push_back(std::move(record));
    if (held_.size() >= kObjectsForColumns) begin();
  }

  void begin() {
    is_begun_ = true;
    for (const Record& record : held_) {
      for (const Value& value : record) {
        if (place_of(value.name) == columns_.size() && columns_.size() < kColumnsMax)
          columns_.push_back({value.name, PhiClass::none, false});
      }
    }
    cells_.resize(columns_.size());
    sink_.begin_table({name_, columns_});
    for (const Record& record : held_) row(record);
    held_ = {};
  }

  [[nodiscard]] std::size_t place_of(const std::string& name) const {
    const auto found =
        std::find_if(columns_.begin(), columns_.end(), [&](const ColumnHead& head) { return head.name == name; });
    return static_cast<std::size_t>(found - columns_.begin());
  }

  void row(const Record& record) {
    std::fill(cells_.begin(), cells_.end(), std::string_view{});
    for (std::size_t i = 0; i < record.size(); ++i) {
      // Objects of one kind have their members in one order: the place is mostly known.
      const bool is_here = i < columns_.size() && columns_[i].name == record[i].name;
      const std::size_t place = is_here ? i : place_of(record[i].name);
      if (place < cells_.size() && cells_[place].empty()) cells_[place] = record[i].text;
    }
    sink_.row(cells_);
    ++status.rows;
  }

  std::string_view name_;
  RowSink& sink_;
  bool is_begun_ = false;
  std::vector<Record> held_;
  std::vector<ColumnHead> columns_;
  std::vector<std::string_view> cells_;
};

}  // namespace

ReadStatus read_json_file(ByteStream& stream, std::string_view table_name, RowSink& sink) {
  // Brackets and commas between the objects are passed over.
  JsonSplitter objects{stream, "{", kObjectBytesMax, kDepthMax};
  Table table{table_name, sink};
  for (std::string text; objects.next(text);) {
    const Json json = text.empty() ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
    if (json.is_discarded()) ++table.status.rows_unreadable;
    else table.object(json);
  }
  ReadStatus status = table.end();
  if (!stream.problem().empty()) status.note(stream.problem());
  return status;
}

}  // namespace wardwatch::stores::json_file
