// Any bytes as rows of records, as they come back from a sorted run or from another site, and:
//   - reading a row never crashes, and leaves no row behind when it fails;
//   - a row that was read is written and read again unchanged;
//   - its JSON can be written.

#include "fuzz/property.hpp"
#include "record/json.hpp"
#include "record/wire.hpp"

namespace wardwatch::fuzz {
namespace {

constexpr std::size_t kRowsMax = 64;

template <class R>
void read_rows(Bytes input) {
  record::Batch<R> batch;
  Reader in{input};
  while (!in.empty() && batch.rows().size() < kRowsMax) {
    const std::size_t before = batch.rows().size();
    if (!record::decode(in, batch)) {
      must(batch.rows().size() == before, "a row that cannot be read is not there");
      return;
    }
    std::string once, twice;
    record::encode(once, batch.rows().back());
    record::Batch<R> again;
    Reader second{as_bytes(once)};
    must(record::decode(second, again) && second.empty(), "what was written can be read");
    record::encode(twice, again.rows().back());
    must(once == twice, "a row survives its wire form");
    std::string json;
    record::append_json(json, batch.rows().back());
  }
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const Bytes input = std::as_bytes(std::span{data, size});
  if (input.empty()) return 0;
  const std::size_t wanted = std::to_integer<std::size_t>(input.front()) % record::log_count;
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    if (record::log_index<R> == wanted) fuzz::read_rows<R>(input.subspan(1));
  });
  return 0;
}
