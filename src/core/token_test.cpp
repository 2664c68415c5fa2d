#include "core/token.hpp"

#include <doctest/doctest.h>

#include "core/digest.hpp"

using namespace wardwatch;

namespace {

TokenKey key_of(unsigned octet) {
  std::array<std::byte, TokenKey::kSizeBytes> secret{};
  secret.fill(std::byte(octet));
  return TokenKey{secret};
}

}  // namespace

TEST_CASE("a token is keyed BLAKE2b of 12 bytes with the purpose as personalisation") {
  // python3: blake2b(b"PAT-0001", key=b"\x01" * 32, person=b"patient", digest_size=12).hexdigest()
  CHECK(key_of(1).token(TokenPurpose::patient, "PAT-0001").view() == "d788ea07f0ac91dcb39807cc");
  CHECK(key_of(1).token(TokenPurpose::patient, "PAT-0001", "CLINIC").view() == "e6505fb1ff99130d08b707dc");
}

TEST_CASE("another key, another purpose, another issuer: another token") {
  const TokenKey key = key_of(1);
  const Token token = key.token(TokenPurpose::patient, "7");
  CHECK(token == key.token(TokenPurpose::patient, "7"));
  CHECK(token == key.token(TokenPurpose::patient, "7", ""));
  CHECK(token != key.token(TokenPurpose::study, "7"));
  CHECK(token != key.token(TokenPurpose::patient, "7", "A"));
  CHECK(token != key_of(2).token(TokenPurpose::patient, "7"));
}

TEST_CASE("a key's id tells keys apart and is no token of theirs") {
  CHECK(key_of(1).id() == key_of(1).id());
  CHECK(key_of(1).id() != key_of(2).id());
  CHECK(key_of(1).id() != key_of(1).token(TokenPurpose::patient, "").view());
}

TEST_CASE("a derived key is keyed BLAKE2b of 32 bytes of nothing, and another for each purpose") {
  // python3: blake2b(b"", key=b"\x01" * 32, person=b"fingerprint", digest_size=32).hexdigest()
  CHECK(hex(key_of(1).derived("fingerprint")) == "8e800ea43c11a84d9ef22175d33a1c4af77456501b3ff199b41b58ba8173c00f");
  CHECK(key_of(1).derived("fingerprint") != key_of(1).derived("fingerprint file"));
  CHECK(key_of(1).derived("fingerprint") != key_of(2).derived("fingerprint"));
}
