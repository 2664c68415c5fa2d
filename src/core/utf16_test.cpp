#include "core/utf16.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wardwatch;

namespace {

std::string utf8(std::u16string_view units) { return utf8_of(std::as_bytes(std::span{units})); }

}  // namespace

TEST_CASE("ASCII of any length is narrowed as it is") {
  std::u16string wide;
  std::string narrow;
  for (int i = 0; i < 50; ++i) {
    CHECK(utf8(wide) == narrow);
    wide.push_back(static_cast<char16_t>('a' + i % 26));
    narrow.push_back(static_cast<char>('a' + i % 26));
  }
}

TEST_CASE("every length of UTF-8 comes out, also behind and before ASCII") {
  CHECK(utf8(u"abcdefgh\u00e4\u20ac\U0001f600xyz") == "abcdefgh\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80xyz");
}

TEST_CASE("half a surrogate pair is kept as three bytes") {
  CHECK(utf8(std::u16string{char16_t{0xd83d}}) == "\xed\xa0\xbd");
  CHECK(utf8(std::u16string{char16_t{0xde00}, u'a'}) ==
        "\xed\xb8\x80"
        "a");
}

TEST_CASE("an odd byte at the end is left out") { CHECK(utf8_of(as_bytes(std::string_view{"a\0b", 3})) == "a"); }
