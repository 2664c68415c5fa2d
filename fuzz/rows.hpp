#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "record/batch.hpp"
#include "record/json.hpp"
#include "record/wire.hpp"

namespace wardwatch::fuzz {

/// Every row of every record type in its binary form, in the order in which they were made: to compare two readings.
/// `forget` may blank what the two need not agree on.
template <class Forget>
[[nodiscard]] std::vector<std::string> rows_of(const record::Batches& batches, Forget forget) {
  std::vector<std::string> rows;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    for (R row : batches.of<R>().rows()) {
      forget(row);
      std::string& bytes = rows.emplace_back(record::schema_of<R>.log);
      bytes.push_back('\0');
      record::encode(bytes, row);
    }
  });
  return rows;
}
[[nodiscard]] inline std::vector<std::string> rows_of(const record::Batches& batches) {
  return rows_of(batches, [](auto&) {});
}

/// For a person who looks at what broke: every row, one JSON object a line.
inline void print_rows(const char* title, const record::Batches& batches) {
  std::fprintf(stderr, "%s\n", title);
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    for (const R& row : batches.of<R>().rows()) {
      std::string json;
      record::append_json(json, row);
      std::fprintf(stderr, "  %.*s %s\n", static_cast<int>(record::schema_of<R>.log.size()),
                   record::schema_of<R>.log.data(), json.c_str());
    }
  });
}

}  // namespace wardwatch::fuzz
