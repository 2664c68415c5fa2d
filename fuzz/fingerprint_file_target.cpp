// Any bytes as the body of a file of fingerprints, and as a whole file, and:
//   - reading never crashes, and takes no more memory than the bytes give reason for;
//   - what is read can be searched, and what is written of it is read again as the same.

#include "fuzz/property.hpp"
#include "leak/verdict.hpp"

namespace wardwatch::fuzz {
namespace {

const TokenKey& key() {
  static const TokenKey made{std::array<std::byte, TokenKey::kSizeBytes>{}};
  return made;
}

void read(Bytes bytes) {
  static_cast<void>(leak::FingerprintFile::read(bytes, key()));
  const auto stores = leak::FingerprintFile::read_body(bytes);
  if (!stores) return;
  const std::string written = leak::FingerprintFile::written(*stores, key());
  const auto again = leak::FingerprintFile::read(as_bytes(written), key());
  must(again.has_value() && again->size() == stores->size(), "what is written is read again");
  must(leak::FingerprintFile::written(*again, key()) == written, "and is the same");
  const leak::Index index{*stores};
  for (const leak::StoreFingerprints& store : *stores) {
    for (const leak::StoreAnswer& answer : leak::answer({store.people, store.people}, index)) {
      must(answer.matched <= answer.people_in_sample, "no more people are found than there are");
      must(answer.low <= answer.matched && answer.matched <= answer.high, "the interval holds what was found");
      must(!answer.window.after || !answer.window.before || *answer.window.after <= *answer.window.before,
           "a window does not end before it begins");
    }
  }
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardwatch::fuzz::read(std::as_bytes(std::span{data, size}));
  return 0;
}
