#include "pipeline/schema_text.hpp"

#include <vector>

#include "core/digest.hpp"
#include "record/all.hpp"
#include "record/incident.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {
namespace {

using namespace record;

struct Row {
  std::string name, type, unit, content, meaning;
};
struct Description {
  std::string name, meaning;
  std::vector<Row> rows;
};

template <class T>
std::string type_name() {
  if constexpr (is_optional_v<T>) return type_name<typename T::value_type>() + "?";
  else if constexpr (is_vector_v<T>) return "list of " + type_name<typename T::value_type>();
  else if constexpr (RowList<T>) return "list of " + type_name<typename RowListItem<T>::type>();
  else if constexpr (Record<T>) return std::string{schema_of<T>.log};
  else if constexpr (std::is_same_v<T, bool>) return "bool";
  else if constexpr (std::is_same_v<T, double>) return "number";
  else if constexpr (std::is_integral_v<T> || std::is_same_v<T, SourceId>) return "count";
  else if constexpr (std::is_same_v<T, Port>) return "port";
  else if constexpr (std::is_same_v<T, Timestamp>) return "time";
  else if constexpr (std::is_same_v<T, Interval>) return "interval";
  else if constexpr (std::is_same_v<T, IpAddress>) return "address";
  else if constexpr (std::is_same_v<T, MacAddress>) return "mac";
  else if constexpr (std::is_same_v<T, TextList>) return "list of text";
  else if constexpr (std::is_same_v<T, NumberList>) return "list of number";
  else if constexpr (std::is_same_v<T, TextMap>) return "map of text";
  else return "text";
}

std::string unit_name(Unit unit) {
  switch (unit) {
    case Unit::none:
    case Unit::time: return "";
    case Unit::seconds: return "seconds";
    case Unit::bytes: return "bytes";
    case Unit::packets: return "packets";
    case Unit::count: return "count";
    case Unit::bits: return "bits";
    case Unit::ratio: return "0 to 1";
  }
  return "";
}

std::string content_name(Content content) {
  switch (content) {
    case Content::technical: return "technical";
    case Content::account: return "account";
    case Content::free: return "free";
  }
  return "";
}

template <class R>
Description describe() {
  Description description{std::string{schema_of<R>.log}, std::string{schema_of<R>.meaning}, {}};
  for_each_column<R>([&]<class T>(const auto& field, std::type_identity<T>) {
    description.rows.push_back({std::string{field.name}, type_name<T>(), unit_name(field.unit),
                                content_name(field.content), std::string{field.meaning}});
  });
  return description;
}

std::vector<Description> describe_all() {
  std::vector<Description> all;
  for_each_record([&]<class R>(std::type_identity<R>) { all.push_back(describe<R>()); });
  all.push_back(describe<Finding>());
  all.push_back(describe<Incident>());
  all.push_back(describe<Manifest>());
  return all;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text + "  ";
}

void append_text(std::string& out, const Description& description) {
  out += description.name + ": " + description.meaning + "\n";
  for (const Row& row : description.rows) {
    out += "  " + padded(row.name, 28) + padded(row.type, 22) + padded(row.unit, 8) + padded(row.content, 9) +
           row.meaning + "\n";
  }
  out += "\n";
}

void append_markdown(std::string& out, const Description& description) {
  out += "## " + description.name + "\n\n" + description.meaning + ".\n\n";
  out += "| field | type | unit | content | meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const Row& row : description.rows) {
    out += "| `" + row.name + "` | " + row.type + " | " + row.unit + " | " + row.content + " | " + row.meaning + " |\n";
  }
  out += "\n";
}

}  // namespace

Result<std::string> schema_text(std::string_view only, bool markdown) {
  std::string out;
  if (markdown) {
    out =
        "# Records\n\nMade by `wardwatch schema --format markdown`. A `?` marks fields that may be missing. Content "
        "says what\n"
        "a field can hold: `technical`, `account` (account and host names), `free` (redacted before it is "
        "written).\n\n";
  }
  std::string names;
  for (const Description& description : describe_all()) {
    names += (names.empty() ? "" : ", ") + description.name;
    if (!only.empty() && description.name != only) continue;
    if (markdown) append_markdown(out, description);
    else append_text(out, description);
  }
  if (out.empty()) return fail("no record is named \"" + std::string{only} + "\". Records: " + names + ".");
  return out;
}

std::string schema_hash() {
  std::string text;
  for_each_record([&]<class R>(std::type_identity<R>) {
    text.append(schema_of<R>.log);
    for_each_column<R>(
        [&](const auto& field, auto) { text.append(" ").append(std::to_string(field.id)).append(field.name); });
  });
  return hex(sha256(as_bytes(text)));
}

}  // namespace wardwatch::pipeline
