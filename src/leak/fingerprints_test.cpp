#include "leak/fingerprints.hpp"

#include <doctest/doctest.h>

#include "leak/testing.hpp"

using namespace wardwatch;
using namespace wardwatch::leak;
using namespace wardwatch::leak::testing;

namespace {

TokenKey key_of(unsigned octet) {
  std::array<std::byte, TokenKey::kSizeBytes> secret{};
  secret.fill(std::byte(octet));
  return TokenKey{secret};
}

std::vector<StoreFingerprints> two_stores() {
  MadePerson dated = somebody(1);
  dated.days = {{0, 16'000}, {0, 16'100}, {1, 15'000}};
  return {store_of("/srv/a.mdb", {dated, somebody(2)}), store_of("/srv/b.zip", {})};
}

std::string file_of(unsigned octet = 1) { return FingerprintFile::written(two_stores(), key_of(octet)); }

}  // namespace

TEST_CASE("what is written is read again") {
  const auto stores = FingerprintFile::read(as_bytes(file_of()), key_of(1));
  REQUIRE(stores.has_value());
  REQUIRE(stores->size() == 2);
  CHECK((*stores)[0].path() == "/srv/a.mdb");
  CHECK((*stores)[0].people.tokens == two_stores()[0].people.tokens);
  CHECK((*stores)[0].people.kinds == two_stores()[0].people.kinds);
  CHECK((*stores)[0].people.days_of(0).size() == 3);
  CHECK((*stores)[0].people.days_of(1).empty());
  CHECK((*stores)[1].people.size() == 0);
}

TEST_CASE("the same stores and key give the same bytes, and no path is among them") {
  CHECK(file_of() == file_of());
  CHECK(file_of().find("/srv") == std::string::npos);
  CHECK(file_of(1) != file_of(2));
}

TEST_CASE("another key, another version and another file are told apart") {
  const std::string file = file_of();
  CHECK(FingerprintFile::read(as_bytes(file), key_of(2)).error().what.find("another key") != std::string::npos);
  std::string newer = file;
  newer[8] = 2;
  CHECK(FingerprintFile::read(as_bytes(newer), key_of(1)).error().what.find("version 2") != std::string::npos);
  CHECK(FingerprintFile::read(as_bytes("some text"), key_of(1)).error().what == "is no file of fingerprints");
}

TEST_CASE("no part of a file is a file, and one changed byte is found") {
  const std::string file = file_of();
  for (std::size_t size = 0; size < file.size(); ++size)
    CHECK(!FingerprintFile::read(as_bytes(std::string_view{file}.substr(0, size)), key_of(1)));
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK(!FingerprintFile::read(as_bytes(changed), key_of(1)));
  }
}

TEST_CASE("a body whose counts, ends or kinds make no sense is refused") {
  const auto body_with = [](record::PersonSet set) {
    std::string body{"\x01\0\0\0", 4};
    for (int text = 0; text < 3; ++text) body.append(4, '\0');
    body.append(16, '\0');
    record::encode(body, set);
    return body;
  };
  const record::PersonSet sound = set_of({somebody(1), somebody(2)});
  CHECK(FingerprintFile::read_body(as_bytes(body_with(sound))).has_value());
  record::PersonSet back = sound;
  back.token_ends = {12, 6};
  CHECK(!FingerprintFile::read_body(as_bytes(body_with(back))));
  record::PersonSet beyond = sound;
  beyond.token_ends.back() = 13;
  CHECK(!FingerprintFile::read_body(as_bytes(body_with(beyond))));
  record::PersonSet strange = sound;
  strange.kinds.back() = static_cast<record::TokenKind>(99);
  CHECK(!FingerprintFile::read_body(as_bytes(body_with(strange))));
  const std::string whole = body_with(sound);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(!FingerprintFile::read_body(as_bytes(std::string_view{whole}.substr(0, size))));
  CHECK(!FingerprintFile::read_body(as_bytes(whole + "x")));
}
