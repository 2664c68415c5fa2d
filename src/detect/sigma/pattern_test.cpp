#include "detect/sigma/pattern.hpp"

#include <doctest/doctest.h>

#include "core/hash.hpp"
#include "detect/sigma/testing/one_rule.hpp"

namespace wardwatch::detect::sigma {

TEST_CASE("backslashes are themselves unless they stand before a wildcard or a backslash (section Escape Character)") {
  CHECK(parse_pattern("a\\b").literal() == "a\\b");
  CHECK(parse_pattern("a\\\\b").literal() == "a\\b");
  CHECK(parse_pattern("a\\\\\\\\b").literal() == "a\\\\b");
  CHECK(parse_pattern("a\\\\\\b").literal() == "a\\\\b");
  CHECK(parse_pattern("\\*").literal() == "*");
  CHECK_FALSE(parse_pattern("\\\\*").literal());
  CHECK(parse_pattern("").literal() == "");
}

TEST_CASE("the compiled form answers as a search by trial does, for a thousand made-up patterns") {
  const std::string_view letters = "aB*?\\-cx";
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    std::uint64_t state = mix64(seed + 1);
    const auto draw = [&](std::uint64_t below) {
      state = mix64(state + 0x9e3779b97f4a7c15ULL);
      return state % below;
    };
    std::string text, value;
    for (std::uint64_t i = draw(7); i > 0; --i) text.push_back(letters[draw(letters.size())]);
    for (std::uint64_t i = draw(7); i > 0; --i) value.push_back("abcxAB-\\"[draw(8)]);
    const bool is_cased = draw(4) == 0;
    const bool has_dashes = draw(3) == 0;
    Pattern pattern = parse_pattern(text);
    if (has_dashes) pattern = with_dashes(pattern);
    std::string quoted_text, quoted_value;
    for (const char c : text) quoted_text += c;
    for (const char c : value) quoted_value += c == '\\' ? std::string{"\\\\"} : std::string{c};
    const std::string key = std::string{"A"} + (is_cased ? "|cased" : "") + (has_dashes ? "|windash" : "");
    const bool found =
        testing::fires(testing::selecting(key + ": '" + quoted_text + "'"), R"({"A": ")" + quoted_value + R"("})");
    INFO("pattern " << text << " value " << value << " cased " << is_cased << " dashes " << has_dashes);
    CHECK(found == matches_by_trial(pattern, value, is_cased));
  }
}

}  // namespace wardwatch::detect::sigma
