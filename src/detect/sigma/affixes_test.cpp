#include "detect/sigma/affixes.hpp"

#include <doctest/doctest.h>

#include <string>

#include "detect/sigma/value_cache.hpp"

namespace wardwatch::detect::sigma {

using Found = std::vector<std::uint32_t>;

TEST_CASE("every text that ends a value is found, the short ones too") {
  Affixes ends{Affixes::End::back};
  ends.add(".exe", 1);
  ends.add("\\cmd.exe", 2);
  ends.add("\\xcmd.exe", 3);
  Found found;
  ends.find("c:\\windows\\cmd.exe", found);
  CHECK(found == Found{1, 2});
  found.clear();
  ends.find("exe", found);
  CHECK(found.empty());
}

TEST_CASE("thousands of beginnings are told apart") {
  Affixes starts{Affixes::End::front};
  for (std::uint32_t i = 0; i < 5'000; ++i) starts.add("value" + std::to_string(i) + ";", i);
  for (const std::uint32_t i : {0U, 77U, 4'999U}) {
    Found found;
    starts.find("value" + std::to_string(i) + "; and more", found);
    CHECK(found == Found{i});
  }
}

TEST_CASE("a value is remembered with what was found, and a field that never repeats is left alone") {
  ValueCache cache;
  CHECK_FALSE(cache.find("a"));
  cache.keep("a", Found{1, 2});
  REQUIRE(cache.find("a"));
  CHECK(Found{cache.find("a")->begin(), cache.find("a")->end()} == Found{1, 2});
  CHECK_FALSE(cache.find(""));
  for (int i = 0; i < 3'000; ++i) {
    const std::string text = "new" + std::to_string(i);
    if (!cache.find(text)) cache.keep(text, {});
  }
  cache.keep("b", Found{3});
  CHECK_FALSE(cache.find("b"));
}

}  // namespace wardwatch::detect::sigma
