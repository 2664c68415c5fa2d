#include "core/crc32.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wardwatch;

TEST_CASE("the check value of the catalogue of checksums comes out") {
  CHECK(crc32(as_bytes("123456789")) == 0xcbf43926U);
  CHECK(crc32({}) == 0);
}

TEST_CASE("the sum does not depend on the pieces that bytes come in") {
  std::string text;
  for (int i = 0; i < 300; ++i) text.push_back(static_cast<char>(i * 37));
  const std::uint32_t whole = crc32(as_bytes(text));
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const std::string_view view = text;
    CHECK(crc32(as_bytes(view.substr(cut)), crc32(as_bytes(view.substr(0, cut)))) == whole);
  }
}
