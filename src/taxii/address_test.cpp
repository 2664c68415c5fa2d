#include "taxii/address.hpp"

#include <doctest/doctest.h>

namespace wardwatch::taxii {
namespace {

TEST_CASE("an address gets its slash and loses what is behind #; nothing but https is one") {
  CHECK(*normalised("https://taxii.example/api/collections/1") == "https://taxii.example/api/collections/1/");
  CHECK(*normalised("HTTPS://taxii.example/api/#top") == "https://taxii.example/api/");
  CHECK_FALSE(normalised("http://taxii.example/").has_value());
  CHECK_FALSE(normalised("file:///etc/passwd").has_value());
  CHECK_FALSE(normalised("taxii.example/api").has_value());
  CHECK_FALSE(normalised("https://taxii.example/?next=1").has_value());
}

TEST_CASE("a login within an address is refused, and not told") {
  const auto refused = normalised("https://me:hunter2@taxii.example/");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().what.find("hunter2") == std::string::npos);
  CHECK(refused.error().what.find("--login") != std::string::npos);
}

TEST_CASE("an answer leads on within the host that was asked and nowhere else") {
  const std::string asked = "https://taxii.example/api/";
  CHECK(*resolved(asked, "/other/") == "https://taxii.example/other/");
  CHECK(*resolved(asked, "https://TAXII.example:443/x/") == "https://TAXII.example:443/x/");
  for (const char* other :
       {"https://taxii.example.evil.example/", "http://taxii.example/api/", "https://taxii.example:444/",
        "//evil.example/api/", "https://me@taxii.example/", "", "https://"})
    CHECK_FALSE(resolved(asked, other).has_value());
}

TEST_CASE("values of a query are written so that none ends it") {
  CHECK(with_query("https://h/", "match[type]", "a,b&c=d") == "https://h/?match%5Btype%5D=a%2Cb%26c%3Dd");
  CHECK(with_query("https://h/?x=1", "next", "2") == "https://h/?x=1&next=2");
  CHECK(last_part("https://h/collections/91a7/") == "91a7");
}

}  // namespace
}  // namespace wardwatch::taxii
