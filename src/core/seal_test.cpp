#include "core/seal.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;

namespace {

std::array<std::byte, 32> key_of(unsigned octet) {
  std::array<std::byte, 32> key{};
  key.fill(std::byte(octet));
  return key;
}

std::string sealed(std::string text, unsigned octet = 1) {
  std::string out;
  seal(key_of(octet), "open", std::move(text), out);
  return out;
}

}  // namespace

TEST_CASE("what was sealed comes out again, with the same key and the same open text only") {
  for (const std::string& text : {std::string{}, std::string{"a"}, std::string(100'000, 'x')}) {
    const std::string out = sealed(text);
    CHECK(out.size() == text.size() + kSealBytes);
    CHECK(unseal(key_of(1), "open", as_bytes(out)) == text);
    CHECK(!unseal(key_of(2), "open", as_bytes(out)));
    CHECK(!unseal(key_of(1), "other", as_bytes(out)));
  }
}

TEST_CASE("one changed bit anywhere, or one byte less, breaks the seal") {
  const std::string out = sealed("some text");
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::string changed = out;
    changed[i] = static_cast<char>(changed[i] ^ 4);
    CHECK(!unseal(key_of(1), "open", as_bytes(changed)));
    CHECK(!unseal(key_of(1), "open", as_bytes(std::string_view{out}.substr(0, i))));
  }
}

TEST_CASE("the same text is sealed alike, another one with another nonce") {
  CHECK(sealed("text") == sealed("text"));
  CHECK(sealed("text").substr(0, 12) != sealed("texu").substr(0, 12));
  CHECK(sealed("text").find("text") == std::string::npos);
}
