// Any bytes as the binary form of each record. Properties: never crashes, and what was read is written back the same.
#include <cstdlib>
#include <string>

#include "record/json.hpp"
#include "record/wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const Bytes input = std::as_bytes(std::span{data, size});
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    record::Batch<R> batch;
    Reader in{input};
    if (!record::decode(in, batch)) return;
    std::string json, wire, again;
    record::append_json(json, batch.rows()[0]);
    record::encode(wire, batch.rows()[0]);
    record::Batch<R> second;
    Reader back{as_bytes(wire)};
    if (!record::decode(back, second)) std::abort();
    record::append_json(again, second.rows()[0]);
    if (json != again) std::abort();
  });
  return 0;
}
