#include "record/json.hpp"

namespace wardwatch::record {

void append_logged_json(std::string& out, std::size_t log, const void* row, TimeStyle style) {
  for_each_record([&]<class R>(std::type_identity<R>) {
    if (log_index<R> == log) append_json_fields(out, *static_cast<const R*>(row), style);
  });
}

}  // namespace wardwatch::record
