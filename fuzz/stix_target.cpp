// Any bytes as a bundle of STIX objects, and:
//   - reading and telling never crash and come to an end;
//   - the stream cut at every place gives the same objects as the stream whole;
//   - what is told has an id, and a text that is no longer than its limits allow.

#include <tuple>
#include <utility>

#include "fuzz/pieces.hpp"
#include "fuzz/property.hpp"
#include "stix/collection.hpp"

namespace wardwatch::fuzz {
namespace {

std::vector<std::string> objects_in(Bytes bytes, std::size_t piece_bytes) {
  std::vector<std::string> out;
  stix::ObjectReader reader{pieces_of(bytes, piece_bytes)};
  for (std::string one; reader.next(one);) out.push_back(one);
  return out;
}

void read(Bytes bytes) {
  std::ignore = stix::is_bundle(bytes);
  const auto whole = objects_in(bytes, bytes.size() + 1);
  must(whole == objects_in(bytes, 3), "pieces make no difference");
  stix::Collection collection;
  const stix::ReadStatus status = collection.read(pieces_of(bytes, 100), 0);
  must(status.objects + status.faulty == whole.size(), "each object is counted");
  collection.tell([](stix::Telling&& telling) {
    must(telling.id.find("--") != std::string::npos, "what is told has an id");
    must(telling.text.size() <= stix::kTextBytesMax * 2, "a text has an end");
  });
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardwatch::fuzz::read(std::as_bytes(std::span{data, size}));
  return 0;
}
