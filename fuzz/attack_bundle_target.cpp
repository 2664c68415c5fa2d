// Any bytes as an ATT&CK bundle and as its compact form, and:
//   - reading never crashes and comes to an end, and where the bytes are parted makes no difference;
//   - what was read is written and read again as the same;
//   - a comparison gives scores and chances from 0 to 1.

#include <tuple>

#include "fuzz/property.hpp"
#include "intel/bundle_reader.hpp"
#include "intel/catalogue.hpp"
#include "intel/overlap.hpp"

namespace wardwatch::fuzz {
namespace {

Result<intel::Attack> read(Bytes bytes, std::size_t piece_bytes) {
  intel::BundleReader reader;
  for (; !bytes.empty(); bytes = bytes.subspan(at_most(bytes, piece_bytes).size()))
    reader.feed(at_most(bytes, piece_bytes));
  reader.end_file();
  return reader.finish();
}

void compare(const intel::Attack& attack) {
  const intel::Comparison comparison{attack};
  std::vector<std::string> ids;
  for (const intel::Technique& technique : attack.techniques) ids.push_back(technique.id);
  if (ids.size() > 20) ids.resize(20);
  for (const intel::Overlap& overlap : comparison.rank(ids)) {
    must(overlap.score >= 0 && overlap.score <= 1, "a score is from 0 to 1");
    must(overlap.by_chance >= 0 && overlap.by_chance <= 1, "a chance is from 0 to 1");
    must(overlap.shared.size() <= overlap.seen_count, "no more is shared than was seen");
  }
}

void check(Bytes bytes) {
  const auto whole = read(bytes, bytes.size() + 1), parted = read(bytes, 7);
  must(whole.has_value() == parted.has_value(), "parting the bytes makes no difference");
  if (whole) {
    must(*whole == *parted, "parting the bytes makes no difference");
    const auto again = intel::read_catalogue(intel::to_text(*whole));
    must(again && *again == *whole, "the compact form has all");
    compare(*whole);
  }
  if (const auto kept = intel::read_catalogue(as_text(bytes))) compare(*kept);
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardwatch::fuzz::check(std::as_bytes(std::span{data, size}));
  return 0;
}
