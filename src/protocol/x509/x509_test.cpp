#include "protocol/x509/x509.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "protocol/common/test_context.hpp"
#include "protocol/x509/certificate.hpp"
#include "protocol/x509/host_name.hpp"
#include "protocol/x509/name.hpp"
#include "protocol/x509/oids.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

const std::filesystem::path kFolder{"src/protocol/x509/testdata"};
constexpr std::string_view kNames[] = {"dsa_version_1", "ec_p384_utf8_name", "ed25519_ca", "rsa_many_names", "rsa_pss"};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}
std::string certificate_of(std::string_view name) { return text_of(kFolder / (std::string{name} + ".der")); }

struct Listener final : events::Listener {
  std::vector<bool> matches;
  std::vector<bool> readable;
  void on(const events::CertificateSeen& seen) override {
    matches.push_back(seen.matches_host);
    readable.push_back(seen.readable);
  }
};

std::string row_of(const std::string& der, Direction direction, std::uint64_t index) {
  TestContext context;
  const auto session = x509::kProtocol.open(context);
  session->on_data(direction, as_bytes(der), index, Timestamp{});
  session->on_end(EndReason::closed, Timestamp{});
  std::string out;
  for (const auto& row : context.records().of<record::X509>().rows()) {
    record::append_json(out, row);
    out += '\n';
  }
  return out;
}

/// The value of `key=` below the heading of the certificate in what openssl says.
std::string reference(const std::string& text, std::string_view name, std::string_view key) {
  const std::size_t section = text.find("== " + std::string{name} + ".der");
  const std::size_t at = text.find("\n" + std::string{key} + "=", section);
  if (section == std::string::npos || at == std::string::npos) return "missing";
  const std::size_t start = at + key.size() + 2;
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

TEST_CASE("the rows of certificates made by openssl are the golden ones") {
  std::string rows;
  for (const std::string_view name : kNames) rows += row_of(certificate_of(name), Direction::resp, 0);
  const auto golden = kFolder / "certificates.golden.jsonl";
  const char* mode = std::getenv("WW_GOLDEN");
  if (mode != nullptr && std::string_view{mode} == "rewrite") std::ofstream{golden, std::ios::binary} << rows;
  CHECK(rows == text_of(golden));
}

TEST_CASE("subject, issuer and serial are what openssl says of the same file") {
  const std::string said = text_of(kFolder / "reference.txt");
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    const std::string der = certificate_of(name);
    const auto certificate = x509::parse_certificate(as_bytes(der));
    REQUIRE(certificate.has_value());
    CHECK(certificate->subject == reference(said, name, "subject"));
    CHECK(certificate->issuer == reference(said, name, "issuer"));
    CHECK(certificate->serial == reference(said, name, "serial"));
  }
}

TEST_CASE("every proper prefix of a certificate is truncated") {
  for (const std::string_view name : kNames) {
    const std::string der = certificate_of(name);
    for (std::size_t length = 0; length < der.size(); ++length) {
      const auto cut = x509::parse_certificate(as_bytes(std::string_view{der}.substr(0, length)));
      REQUIRE_FALSE(cut.has_value());
      CHECK(cut.error().fault == ParseFault::truncated);
    }
  }
}

TEST_CASE("a length that leaves its parent is malformed") {
  std::string der = certificate_of("rsa_pss");
  // The length of the tbsCertificate, two octets behind 30 82 xx xx 30 82.
  der[6] = '\x7f';
  const auto certificate = x509::parse_certificate(as_bytes(der));
  REQUIRE_FALSE(certificate.has_value());
  CHECK(certificate.error().fault == ParseFault::malformed);
}

TEST_CASE("any single octet of a certificate may be anything") {
  for (const std::string_view name : kNames) {
    const std::string der = certificate_of(name);
    for (std::size_t at = 0; at < der.size(); ++at) {
      for (const int value : {0x00, 0x30, 0x7f, 0x80, 0x84, 0xff}) {
        std::string changed = der;
        changed[at] = static_cast<char>(value);
        CHECK(row_of(changed, Direction::resp, 0).size() < 16'384);
      }
    }
  }
}

TEST_CASE("what is no certificate is a weird, and is still seen, with its fingerprint") {
  TestContext context;
  Listener listener;
  context.listening = &listener;
  const auto session = x509::kProtocol.open(context);
  session->on_data(Direction::resp, as_bytes("no certificate"), 0, Timestamp{});
  CHECK(context.weirds["x509_malformed_certificate"] == 1);
  CHECK(listener.readable == std::vector{false});
  CHECK(context.records().of<record::X509>().rows().empty());
}

TEST_CASE("a certificate is for the hosts among its alternative names, and for no other") {
  const std::string der = certificate_of("rsa_many_names");
  const auto certificate = x509::parse_certificate(as_bytes(der));
  REQUIRE(certificate.has_value());
  CHECK(certificate->is_for_host("PACS.clinic.example"));
  CHECK(certificate->is_for_host("view.ward.clinic.example"));
  CHECK(certificate->is_for_host("10.1.2.3"));
  CHECK(certificate->is_for_host("2001:db8::7"));
  CHECK_FALSE(certificate->is_for_host("10.1.2.4"));
  CHECK_FALSE(certificate->is_for_host("clinic.example"));
  CHECK_FALSE(certificate->is_for_host("a.b.ward.clinic.example"));
  CHECK_FALSE(certificate->is_for_host(""));
}

TEST_CASE("without alternative names the common name counts") {
  const std::string der = certificate_of("rsa_pss");
  const auto certificate = x509::parse_certificate(as_bytes(der));
  REQUIRE(certificate.has_value());
  CHECK(certificate->is_for_host("PSS"));
  CHECK_FALSE(certificate->is_for_host("ps"));
}

TEST_CASE("a star stands for one label or a part of one, in front, with two labels behind it") {
  CHECK(x509::is_name_of_host("*.clinic.example", "a.clinic.example"));
  CHECK(x509::is_name_of_host("pacs*.clinic.example", "pacs7.clinic.example"));
  CHECK(x509::is_name_of_host("p*s.clinic.example", "pacs.clinic.example"));
  CHECK_FALSE(x509::is_name_of_host("*.example", "a.example"));
  CHECK_FALSE(x509::is_name_of_host("*", "example"));
  CHECK_FALSE(x509::is_name_of_host("a.*.example", "a.b.example"));
  CHECK_FALSE(x509::is_name_of_host("*.*.example", "a.b.example"));
  CHECK_FALSE(x509::is_name_of_host("*.clinic.example", ".clinic.example"));
  CHECK_FALSE(x509::is_name_of_host("x*.clinic.example", "xn--a.clinic.example"));
}

TEST_CASE("times are read with and without seconds and zones, and those beyond the clock saturate") {
  const auto read = [](std::uint8_t tag, std::string_view text) {
    const auto time = x509::time_of(x509::Element{tag, as_bytes(text), {}});
    return time ? nanoseconds_of(*time) / 1'000'000'000 : -1;
  };
  CHECK(read(x509::Tag::utc_time, "110504000000Z") == 1304467200);
  CHECK(read(x509::Tag::utc_time, "1105040000Z") == 1304467200);
  CHECK(read(x509::Tag::utc_time, "110504010000+0100") == 1304467200);
  CHECK(read(x509::Tag::utc_time, "500101000000Z") == -631152000);
  CHECK(read(x509::Tag::generalized_time, "20110504000000.5Z") == 1304467200);
  CHECK(read(x509::Tag::generalized_time, "99991231235959Z") == 9223372035);
  CHECK(read(x509::Tag::generalized_time, "00000101000000Z") == -9223372035);
  CHECK(read(x509::Tag::utc_time, "111304000000Z") == -1);
  CHECK(read(x509::Tag::utc_time, "1105") == -1);
  CHECK(read(x509::Tag::printable_string, "110504000000Z") == -1);
}

TEST_CASE("object identifiers are spelled out, also the first arc above 39 and arcs beyond one octet") {
  CHECK(x509::oid_text(as_bytes("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")).view() == "1.2.840.113549.1.1.11");
  CHECK(x509::oid_text(as_bytes("\x88\x37\x03")).view() == "2.999.3");
  CHECK(x509::oid_text({}).empty());
  CHECK(x509::find_oid("1.2.840.113549.1.1.11")->name == "sha256WithRSAEncryption");
  CHECK(x509::find_oid("1.2.3") == nullptr);
}

TEST_CASE("an attribute that nobody knows is written by its number, and its value as octets") {
  CHECK(x509::name_text(as_bytes("\x31\x0a\x30\x08\x06\x03\x2a\x03\x04\x0c\x01\x37")) == "1.2.3.4=#0C0137");
}

TEST_CASE("strings of wide and Latin characters become UTF-8") {
  const auto text = [](std::uint8_t tag, std::string_view octets) {
    return x509::string_text(x509::Element{tag, as_bytes(octets), {}});
  };
  CHECK(text(x509::Tag::bmp_string, std::string_view{"\0R\0\xf6", 4}) == "Rö");
  CHECK(text(x509::Tag::universal_string, std::string_view{"\0\1\xf3\xe5", 4}) == "🏥");
  CHECK(text(x509::Tag::teletex_string, "R\xf6") == "Rö");
}

TEST_CASE("a certificate is the server's or the client's by who showed it, and the host's by its place") {
  const std::string der = certificate_of("rsa_pss");
  const std::string host = row_of(der, Direction::resp, 0);
  const std::string client = row_of(der, Direction::orig, 1);
  CHECK(host.find("\"host_cert\":true,\"client_cert\":false") != std::string::npos);
  CHECK(client.find("\"host_cert\":false,\"client_cert\":true") != std::string::npos);
}
