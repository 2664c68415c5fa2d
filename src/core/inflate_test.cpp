#include "core/inflate.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wardwatch;

namespace {

/// Raw deflate of a thousand times "wardwatch ", from zlib.
const std::string kPacked{
    "\xed\xc6\xc1\x09\x00\x20\x0c\x04\xb0\x55\x5c\xad\xe8\xa3\x6f\x11\x6e\xfd\xce\x21\x24\xaf\xa4\xee\x49\xbd\xdd\x2b"
    "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\xdf\x6e\x00",
    50};

std::string unpacked(std::string_view packed, std::size_t piece_bytes, Inflater& inflater) {
  std::string out;
  for (std::size_t at = 0; at < packed.size(); at += piece_bytes) {
    Bytes piece = as_bytes(packed.substr(at, piece_bytes));
    for (Bytes some = inflater.next(piece); !some.empty(); some = inflater.next(piece)) out += as_text(some);
  }
  return out;
}

}  // namespace

TEST_CASE("what was packed comes out, however it is cut") {
  std::string wanted;
  for (int i = 0; i < 1000; ++i) wanted += "wardwatch ";
  for (const std::size_t piece_bytes : {1U, 7U, 4096U}) {
    Inflater inflater;
    CHECK(unpacked(kPacked, piece_bytes, inflater) == wanted);
    CHECK(inflater.is_finished());
    CHECK_FALSE(inflater.is_damaged());
  }
}

TEST_CASE("a stream that is not deflate's is damaged, and stays so") {
  Inflater inflater;
  CHECK(unpacked("\xff\xff\xff\xff", 1, inflater).empty());
  CHECK(inflater.is_damaged());
  CHECK(unpacked(kPacked, 4096, inflater).empty());
}
