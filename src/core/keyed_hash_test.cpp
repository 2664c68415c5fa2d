#include "core/keyed_hash.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wardwatch;

namespace {

KeyedHash hash_of(unsigned octet, std::string_view purpose = "fingerprint") {
  KeyedHash::Key key{};
  key.fill(std::byte(octet));
  return KeyedHash{key, purpose};
}

}  // namespace

TEST_CASE("a digest is that of keyed BLAKE2b with 8 bytes, from one byte to a whole block") {
  // python3: int.from_bytes(blake2b(text, key=b"\x01" * 32, person=b"fingerprint", digest_size=8).digest(), "little")
  CHECK(hash_of(1).of("a") == 0x0a5a6e93f3d07930ULL);
  CHECK(hash_of(1).of("\x01"
                      "900112222") == 0x2c28075fdf62132cULL);
  CHECK(hash_of(1).of(std::string(127, 'x')) == 0xc8240b5e4f0a35b7ULL);
  CHECK(hash_of(1).of(std::string(128, 'x')) == 0x1c40d3dd631168b0ULL);
}

TEST_CASE("eight at once are the eight of one by one, whatever their lengths") {
  const KeyedHash hash = hash_of(1);
  for (const std::size_t longest : {3U, 39U, 40U, 41U, 127U, 128U}) {
    std::array<KeyedHash::Text, KeyedHash::kLanes> texts;
    for (std::size_t i = 0; i < texts.size(); ++i)
      texts[i].append(std::string(i == 5 ? longest : i % 3 + 1, static_cast<char>('a' + i)));
    KeyedHash::Texts places{};
    for (std::size_t i = 0; i < texts.size(); ++i) places[i] = &texts[i];
    std::array<std::uint64_t, KeyedHash::kLanes> digests{};
    hash.of_eight(places, digests);
    for (std::size_t i = 0; i < texts.size(); ++i) CHECK(digests[i] == hash.of(texts[i].view()));
  }
}

TEST_CASE("what is appended in parts is hashed as if it were one") {
  KeyedHash::Text text;
  for (const std::string_view part : {"a", "bcd", "efghi", "jklmnopq", "rstuvwxyz0123", ""}) text.append(part);
  CHECK(text.view() == "abcdefghijklmnopqrstuvwxyz0123");
}

TEST_CASE("another key or another purpose gives another digest") {
  CHECK(hash_of(1).of("a") != hash_of(2).of("a"));
  CHECK(hash_of(1).of("a") != hash_of(1, "fingerprint file").of("a"));
}
