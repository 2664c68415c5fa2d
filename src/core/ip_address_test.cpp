#include "core/ip_address.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>

#include <array>

namespace wardwatch {

TEST_CASE("addresses are read as the operating system reads them") {
  for (const char* text : {"0.0.0.0",
                           "10.0.0.1",
                           "255.255.255.255",
                           "256.1.1.1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.4.",
                           ".1.2.3.4",
                           "01.2.3.4",
                           "1.2.3.00",
                           "1.2.3.0",
                           "1..3.4",
                           "1.2.3.4 ",
                           " 1.2.3.4",
                           "1.2.3.1000",
                           "-1.2.3.4",
                           "1.2.3.+4",
                           "0x1.2.3.4",
                           "",
                           "1",
                           "2001:db8::1",
                           "::",
                           "::1",
                           ":::",
                           "::ffff:10.0.0.1",
                           "fe80::1%eth0",
                           "2001:db8::12345",
                           "1:2:3:4:5:6:7:8",
                           "1:2:3:4:5:6:7",
                           "host",
                           "a.b.c.d",
                           ":"}) {
    CAPTURE(text);
    std::array<std::byte, 16> raw{};
    const bool is_v4 = inet_pton(AF_INET, text, raw.data()) == 1;
    const bool is_v6 = !is_v4 && inet_pton(AF_INET6, text, raw.data()) == 1;
    const auto parsed = IpAddress::parse(text);
    REQUIRE(parsed.has_value() == (is_v4 || is_v6));
    if (parsed) CHECK(*parsed == IpAddress::from_bytes(Bytes{raw}.first(is_v4 ? 4 : 16)));
  }
}

TEST_CASE("a text with a zero byte in it is no address") {
  CHECK_FALSE(IpAddress::parse(std::string_view{"10.0.0.1\0x", 10}));
}

TEST_CASE("the ends of a network") {
  CHECK(Cidr::parse("10.1.2.3/8")->first() == *IpAddress::parse("10.0.0.0"));
  CHECK(Cidr::parse("10.1.2.3/8")->last() == *IpAddress::parse("10.255.255.255"));
  CHECK(Cidr::parse("192.0.2.7")->first() == Cidr::parse("192.0.2.7")->last());
  CHECK(Cidr::parse("2001:db8::/33")->last() == *IpAddress::parse("2001:db8:7fff:ffff:ffff:ffff:ffff:ffff"));
}

}  // namespace wardwatch
