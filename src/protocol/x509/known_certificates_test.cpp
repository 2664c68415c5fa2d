#include "protocol/x509/known_certificates.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace wardwatch;
using namespace wardwatch::protocol::x509;

namespace {

std::string certificate() {
  std::ifstream file{"src/protocol/x509/testdata/rsa_pss.der", std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("a certificate that is read again says the same, and what is broken stays broken") {
  KnownCertificates known;
  const std::string der = certificate();
  const std::string first = known.read(as_bytes(der)).fingerprint;
  const auto* again = &known.read(as_bytes(der));
  CHECK(again == &known.read(as_bytes(der)));
  CHECK(again->fingerprint == first);
  REQUIRE(again->certificate.has_value());
  CHECK_FALSE(again->certificate->subject.empty());

  const std::string broken = der.substr(0, der.size() / 2);
  for (int i = 0; i < 2; ++i) CHECK_FALSE(known.read(as_bytes(broken)).certificate.has_value());
}

TEST_CASE("thousands of different certificates are read in bounded memory, each as itself") {
  KnownCertificates known;
  std::string der = certificate();
  std::string last;
  for (int i = 0; i < 3000; ++i) {
    der.back() = static_cast<char>(i);
    der[der.size() - 2] = static_cast<char>(i >> 8);
    const auto& read = known.read(as_bytes(der));
    REQUIRE(read.der.size() == der.size());
    CHECK(read.fingerprint != last);
    last = read.fingerprint;
  }
}
