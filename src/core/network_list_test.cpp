#include "core/network_list.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;

TEST_CASE("a list of networks contains what one of them contains, however they nest and whatever their order") {
  const NetworkList list{*Cidr::parse("10.1.2.3"), *Cidr::parse("10.0.0.0/8"), *Cidr::parse("192.0.2.128/25"),
                         *Cidr::parse("2001:db8::/33"), *Cidr::parse("198.51.100.20")};
  CHECK(list.size() == 5);
  for (const char* inside : {"10.0.0.0", "10.1.2.3", "10.255.255.255", "192.0.2.128", "192.0.2.255", "2001:db8::1",
                             "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "198.51.100.20"}) {
    CAPTURE(inside);
    CHECK(list.contains(*IpAddress::parse(inside)));
  }
  for (const char* outside : {"9.255.255.255", "11.0.0.0", "192.0.2.127", "192.0.3.0", "2001:db8:8000::",
                              "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "198.51.100.19", "198.51.100.21", "::"}) {
    CAPTURE(outside);
    CHECK_FALSE(list.contains(*IpAddress::parse(outside)));
  }
  CHECK_FALSE(NetworkList{}.contains(*IpAddress::parse("10.0.0.1")));
  CHECK(NetworkList{*Cidr::parse("::/0")}.contains(*IpAddress::parse("203.0.113.9")));
}

TEST_CASE("a list that grows answers for each network from then on") {
  NetworkList list;
  for (int i = 255; i >= 0; i -= 2) list.push_back(*Cidr::parse("203.0.113." + std::to_string(i)));
  for (int i = 0; i < 256; ++i)
    CHECK(list.contains(*IpAddress::parse("203.0.113." + std::to_string(i))) == (i % 2 == 1));
}
