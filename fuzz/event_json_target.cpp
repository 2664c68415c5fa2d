// Any bytes as Windows events in JSON, in pieces as small as the input says, and:
//   - reading never crashes and comes to an end;
//   - the records do not depend on the pieces that the stream comes in;
//   - each can be written, and what was refused says where the first one stood.

#include "eventjson/event_reader.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/property.hpp"
#include "fuzz/rows.hpp"

namespace wardwatch::fuzz {
namespace {

struct Seen {
  record::Batches records;
  eventjson::ReadStatus status;
};

Seen read(Bytes bytes, std::size_t piece_bytes) {
  Seen seen;
  eventjson::EventReader reader{pieces_of(bytes, piece_bytes), SourceId{0}};
  auto& batch = seen.records.of<record::WindowsEvent>();
  while (reader.next(batch)) {
  }
  seen.status = reader.status();
  return seen;
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  if (size == 0) return 0;
  const Bytes bytes = std::as_bytes(std::span{data, size}).subspan(1);
  const fuzz::Seen whole = fuzz::read(bytes, bytes.size());
  const fuzz::Seen pieces = fuzz::read(bytes, std::size_t{data[0]} + 1);
  fuzz::must(whole.status.events == whole.records.of<record::WindowsEvent>().rows().size(), "events are counted");
  fuzz::must(fuzz::rows_of(whole.records) == fuzz::rows_of(pieces.records), "pieces make no difference");
  fuzz::must(whole.status.faulty == pieces.status.faulty && whole.status.first_fault == pieces.status.first_fault,
             "nor to what is refused");
  fuzz::must((whole.status.faulty == 0) == whole.status.first_fault.empty(), "what is refused is said");
  for (const record::WindowsEvent& row : whole.records.of<record::WindowsEvent>().rows()) {
    std::string json;
    record::append_json(json, row);
  }
  static_cast<void>(eventjson::recognise(bytes));
  return 0;
}
