#include "record/wire.hpp"

namespace wardwatch::record {

void encode_logged(std::string& out, std::size_t log, const void* row) {
  for_each_record([&]<class R>(std::type_identity<R>) {
    if (log_index<R> == log) encode_fields(out, *static_cast<const R*>(row));
  });
}

bool decode_logged(Reader& in, std::size_t log, void* batch) {
  bool done = false;
  for_each_record([&]<class R>(std::type_identity<R>) {
    if (log_index<R> == log) done = decode_fields(in, *static_cast<Batch<R>*>(batch));
  });
  return done;
}

}  // namespace wardwatch::record
