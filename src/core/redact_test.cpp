#include "core/redact.hpp"

#include <doctest/doctest.h>

using wardwatch::redact;

namespace {
std::string cleaned(std::string_view text) {
  std::string out;
  return redact(text, out) ? out : std::string{text};
}
}  // namespace

TEST_CASE("text without patient data is left as it is") {
  std::string out = "before";
  CHECK_FALSE(redact("www.example.org", out));
  CHECK_FALSE(redact("GET /index.html?page=2", out));
  CHECK(out == "before");
}

TEST_CASE("known patient parameters lose their value, not their name") {
  CHECK(cleaned("/studies?PatientName=DOE^JANE&limit=5") == "/studies?PatientName={redacted:name}&limit=5");
  CHECK(cleaned("/Patient?family=Doe;given=Jane") == "/Patient?family={redacted:name};given={redacted:name}");
}

TEST_CASE("a password argument is taken out of a command line") {
  CHECK(cleaned("net use x: --password hunter2 /y") == "net use x: --password {redacted:password} /y");
  CHECK(cleaned("tool password=\"a b\" next") == "tool password={redacted:password} next");
}

TEST_CASE("nothing of a password stays behind a quote in it") {
  CHECK(cleaned("tool /p:'it'\"'\"'s' next") == "tool /p:{redacted:password} next");
  CHECK(cleaned("tool /p:'half'way next") == "tool /p:{redacted:password} next");
  CHECK(cleaned("tool /p:it's next") == "tool /p:{redacted:password} next");
  CHECK(cleaned("tool /p:'never closed") == "tool /p:{redacted:password}");
  CHECK(cleaned("{\"command\":\"tool /p:'a b'\"}") == "{\"command\":\"tool /p:{redacted:password}\"}");
  CHECK(cleaned("{\"command\":\"tool /p:secret\"}") == "{\"command\":\"tool /p:{redacted:password}\"}");
}

TEST_CASE("a secret directly behind another is seen") {
  CHECK(cleaned("900-12-3456pwd:secret") == "{redacted:ssn}pwd:{redacted:password}");
}

TEST_CASE("a social security number is taken out by its shape, a longer number is not") {
  CHECK(cleaned("x 900-12-3456.") == "x {redacted:ssn}.");
  CHECK(cleaned("900-12-34567") == "900-12-34567");
}
