#include "detect/sigma/needed_texts.hpp"

#include <doctest/doctest.h>

namespace wardwatch::detect::sigma {
namespace {

using Texts = std::vector<std::string>;

Texts of(std::string_view expression) { return needed_texts(expression, 3); }

}  // namespace

TEST_CASE("the longest run of bytes that cannot be missing is needed") {
  CHECK(of("powershell") == Texts{"powershell"});
  CHECK(of(R"((?i)diskshadow.*delete\s+shadows)") == Texts{"diskshadow"});
  CHECK(of(R"(^\\Device\\.*\.exe$)") == Texts{R"(\Device\)"});
  CHECK(of(R"(\s-R\s*\S*:[^\s:]+:3389\b)") == Texts{":3389"});
}

TEST_CASE("what may be missing, or be there more than once, ends a run") {
  CHECK(of("wevtutil(\\.exe)?\"?\\s+cl") == Texts{"wevtutil"});
  CHECK(of("abcd?efgh") == Texts{"efgh"});
  CHECK(of("abcd*ef") == Texts{"abc"});
  CHECK(of("abcd+ef") == Texts{"abcd"});
  CHECK(of("abcd{0,3}ef") == Texts{"abc"});
  CHECK(of("abcd{2}ef") == Texts{"abcd"});
  CHECK(of("abcd??efgh") == Texts{"efgh"});
  CHECK(of("(abcd)*ef").empty());
}

TEST_CASE("of alternatives each needs its own text") {
  CHECK(of("(sethc|utilman)\\.exe") == Texts{"sethc", "utilman"});
  CHECK(of("abc|defg") == Texts{"abc", "defg"});
  CHECK(of("(abc|d.f)ghijk") == Texts{"ghijk"});
  CHECK(of("abc|d").empty());
  CHECK(of("abc|").empty());
  CHECK(of("(?:one|two|(three|four))+") == Texts{"four", "one", "three", "two"});
}

TEST_CASE("what is not understood gives no text, and neither does what holds none") {
  for (const std::string_view expression :
       {"", ".*", "ab", "[a-z]+", "[[:alpha:]]abc", "\\x41bcd", "\\Qabc\\E", "(?x)a b c d", "(?=abcd)", "abc(", "abc)",
        "a{,3}bcd", "abc++", "abc**", "*abc", "abc\\",
        "gr\xc3\xb6\xc3\x9f"
        "er",
        "(*UTF8)abcd", "abcd{3"}) {
    CAPTURE(expression);
    CHECK((of(expression).empty() || expression == "abc++"));
  }
}

TEST_CASE("sets are passed over whole") {
  CHECK(of("[^\\]abc]defg") == Texts{"defg"});
  CHECK(of("[]abc]defg") == Texts{"defg"});
  CHECK(of("[|(]defg") == Texts{"defg"});
}

}  // namespace wardwatch::detect::sigma
