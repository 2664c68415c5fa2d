#include "core/packed_texts.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace wardwatch;

TEST_CASE("packed texts come out in their order, with their names") {
  // One stored block (RFC 1951, 3.2.4): "a.yml" with "one", "b.yml" with nothing.
  constexpr std::array<unsigned char, 24> kStream{0x01, 19,  0,   0xec, 0xff, 'a', '.', 'y', 'm', 'l', 0,   '3',
                                                  0,    'o', 'n', 'e',  'b',  '.', 'y', 'm', 'l', 0,   '0', 0};
  const auto texts = unpack({kStream, 19});
  REQUIRE(texts.size() == 2);
  CHECK(texts[0] == std::pair<std::string, std::string>{"a.yml", "one"});
  CHECK(texts[1] == std::pair<std::string, std::string>{"b.yml", ""});
}
