// Any bytes as a log of Zeek's, as a table or as JSON, in pieces as small as the input says, and:
//   - reading never crashes and comes to an end;
//   - the records do not depend on the pieces that the stream comes in;
//   - each can be written, and what was refused says where the first one stood.

#include "fuzz/pieces.hpp"
#include "fuzz/property.hpp"
#include "fuzz/rows.hpp"
#include "zeeklog/log_reader.hpp"

namespace wardwatch::fuzz {
namespace {

struct Seen {
  record::Batches records;
  zeeklog::ReadStatus status;
};

Seen read(Bytes bytes, std::size_t piece_bytes, const zeeklog::Identity& identity) {
  Seen seen;
  zeeklog::LogReader reader{pieces_of(bytes, piece_bytes), SourceId{0}, identity};
  while (reader.next(seen.records)) {
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
  zeeklog::Identity identity = zeeklog::identify(bytes, "conn.log");
  if (identity.form == zeeklog::Form::none) {  // Read all the same, as what the first byte says.
    identity.form = data[0] % 2 == 0 ? zeeklog::Form::table : zeeklog::Form::json;
    identity.path = data[0] % 4 < 2 ? "conn" : "rdp";
  }
  const fuzz::Seen whole = fuzz::read(bytes, bytes.size(), identity);
  const fuzz::Seen pieces = fuzz::read(bytes, std::size_t{data[0]} + 1, identity);
  const std::vector<std::string> rows = fuzz::rows_of(whole.records);
  fuzz::must(whole.status.rows == rows.size(), "rows are counted");
  fuzz::must(rows == fuzz::rows_of(pieces.records), "pieces make no difference");
  fuzz::must(whole.status.faulty_lines == pieces.status.faulty_lines &&
                 whole.status.faulty_values == pieces.status.faulty_values &&
                 whole.status.first_fault == pieces.status.first_fault,
             "nor to what is refused");
  fuzz::must((whole.status.faulty_lines + whole.status.faulty_values == 0) == whole.status.first_fault.empty(),
             "what is refused is said");
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    for (const R& row : whole.records.of<R>().rows()) {
      std::string json;
      record::append_json(json, row);
    }
  });
  return 0;
}
