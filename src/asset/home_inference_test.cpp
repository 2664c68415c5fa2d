#include "asset/home_inference.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace wardwatch;
using wardwatch::asset::HomeInference;

namespace {

record::Connection connection(std::string_view from, int from_mac, std::string_view to, int to_mac,
                              bool answered = true) {
  record::Connection row;
  row.at.orig_h = *IpAddress::parse(from);
  row.at.resp_h = *IpAddress::parse(to);
  row.at.resp_p = Port{3389};
  row.orig_pkts = 1;
  row.resp_pkts = answered ? 1 : 0;
  if (from_mac > 0) row.orig_l2_addr = MacAddress{{2, 0, 0, 0, 0, static_cast<std::uint8_t>(from_mac)}};
  if (to_mac > 0 && answered) row.resp_l2_addr = MacAddress{{2, 0, 0, 0, 0, static_cast<std::uint8_t>(to_mac)}};
  return row;
}

constexpr int kGateway = 1, kServer = 2, kDesk = 3;

std::vector<record::Connection> clinic() {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 40; ++i)
    rows.push_back(connection("192.0.2." + std::to_string(i), kGateway, "198.51.100.20", kServer, i % 2 == 0));
  for (int i = 0; i < 41; ++i) rows.push_back(connection("203.0.113.66", kGateway, "198.51.100.20", kServer));
  rows.push_back(connection("10.20.0.55", kDesk, "10.20.0.10", kServer));
  rows.push_back(connection("198.51.100.20", kServer, "203.0.113.9", kGateway));
  return rows;
}

bool home(const std::vector<record::Connection>& rows, std::string_view address) {
  HomeInference inference;
  for (const auto& row : rows) inference.observe(row);
  return inference.conclude({}).is_home(*IpAddress::parse(address));
}

}  // namespace

TEST_CASE(
    "a clinic's server on a static public address is home without configuration, who guesses from outside is not") {
  CHECK(home(clinic(), "198.51.100.20"));
  CHECK(home(clinic(), "10.20.0.10"));
  CHECK_FALSE(home(clinic(), "203.0.113.66"));
  CHECK_FALSE(home(clinic(), "203.0.113.9"));
  CHECK_FALSE(home(clinic(), "192.0.2.2"));
}

TEST_CASE("what is concluded does not depend on the order, nor on how many workers saw it") {
  auto rows = clinic();
  HomeInference forward, one, two;
  for (const auto& row : rows) forward.observe(row);
  std::reverse(rows.begin(), rows.end());
  for (std::size_t i = 0; i < rows.size(); ++i) (i % 2 == 0 ? one : two).observe(rows[i]);
  one.merge(std::move(two));
  CHECK(one.conclude({}).home == forward.conclude({}).home);
  CHECK(one.conclude({}).assumptions == forward.conclude({}).assumptions);
}

TEST_CASE("each inferred address is stated with its reason, and a configuration ends the guessing") {
  HomeInference inference;
  for (const auto& row : clinic()) inference.observe(row);
  const auto site = inference.conclude({});
  REQUIRE(site.assumptions.size() == 2);
  CHECK(site.assumptions[0].find("private address ranges are held to be home") != std::string::npos);
  CHECK(site.assumptions[1] ==
        "198.51.100.20 is held to be home: its Ethernet address 02:00:00:00:00:02 carries no other public address and "
        "faces "
        "02:00:00:00:00:01, which carries 42 (the gateway). In a configuration: 198.51.100.20/32.");
  const auto configured = inference.conclude({*Cidr::parse("198.51.100.0/24")});
  REQUIRE(configured.assumptions.size() == 1);
  CHECK(configured.assumptions[0].starts_with("Home networks are configured"));
  CHECK_FALSE(configured.is_home(*IpAddress::parse("10.20.0.10")));
}

TEST_CASE("web servers outside that a desk calls are not home") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 30; ++i)
    rows.push_back(connection("10.20.0.55", kDesk, "203.0.113." + std::to_string(i), kGateway));
  CHECK_FALSE(home(rows, "203.0.113.5"));
}

TEST_CASE("between two routers the guessed servers are home, the guesser who faces them alone is not") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 30; ++i) rows.push_back(connection("203.0.113.66", 1, "198.51.100." + std::to_string(i), 2));
  CHECK(home(rows, "198.51.100.7"));
  CHECK_FALSE(home(rows, "203.0.113.66"));
}

TEST_CASE("without Ethernet addresses and private ones, who answers many callers is home") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 20; ++i) rows.push_back(connection("192.0.2." + std::to_string(i), 0, "198.51.100.20", 0));
  CHECK(home(rows, "198.51.100.20"));
  CHECK_FALSE(home(rows, "192.0.2.3"));
}

TEST_CASE(
    "a server that shares its Ethernet address with a private address is home, though one guesser alone is seen "
    "outside") {
  const std::vector<record::Connection> rows{connection("203.0.113.66", kGateway, "198.51.100.20", kServer),
                                             connection("10.20.0.55", kDesk, "10.20.0.10", kServer)};
  CHECK(home(rows, "198.51.100.20"));
  CHECK_FALSE(home(rows, "203.0.113.66"));
  HomeInference inference;
  for (const auto& row : rows) inference.observe(row);
  CHECK(inference.same_host() == std::vector<std::vector<std::string>>{{"198.51.100.20", "10.20.0.10"}});
}

TEST_CASE("a gateway with a private address of its own makes nobody behind it home") {
  const std::vector<record::Connection> rows{connection("10.20.0.55", kDesk, "10.20.0.1", kGateway),
                                             connection("10.20.0.55", kDesk, "203.0.113.5", kGateway),
                                             connection("203.0.113.66", kGateway, "10.20.0.55", kDesk)};
  CHECK_FALSE(home(rows, "203.0.113.5"));
  CHECK_FALSE(home(rows, "203.0.113.66"));
  HomeInference inference;
  for (const auto& row : rows) inference.observe(row);
  CHECK(inference.same_host().empty());
}

TEST_CASE("a lone guesser between two routers is outside also when our router carries private networks") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 30; ++i) rows.push_back(connection("203.0.113.66", 1, "198.51.100." + std::to_string(i), 2));
  for (int i = 1; i <= 9; ++i) rows.push_back(connection("10.20.0." + std::to_string(i), 2, "203.0.113.80", 1));
  CHECK_FALSE(home(rows, "203.0.113.66"));
}

TEST_CASE("a server that public addresses call is home without Ethernet addresses, also beside private ones") {
  std::vector<record::Connection> rows{connection("10.20.0.55", 0, "192.0.2.200", 0)};
  for (int i = 1; i <= 5; ++i) rows.push_back(connection("192.0.2." + std::to_string(i), 0, "198.51.100.20", 0));
  for (int i = 1; i <= 5; ++i) rows.push_back(connection("10.20.0." + std::to_string(i), 0, "203.0.113.7", 0));
  CHECK(home(rows, "198.51.100.20"));
  CHECK_FALSE(home(rows, "203.0.113.7"));
}

TEST_CASE("a spoofed address that got no answer and a scanned address that gave none are not home") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 40; ++i)
    rows.push_back(connection("203.0.113.66", kGateway, "198.51.100." + std::to_string(i), kServer, false));
  CHECK_FALSE(home(rows, "198.51.100.7"));
  CHECK_FALSE(home(rows, "203.0.113.66"));
}

TEST_CASE("hundreds of guessed servers become a few networks, so that judging an address stays cheap") {
  std::vector<record::Connection> rows;
  for (int i = 0; i < 600; ++i)
    rows.push_back(
        connection("203.0.113.66", 1, "198.51." + std::to_string(i / 200) + "." + std::to_string(1 + i % 200), 2));
  HomeInference inference;
  for (const auto& row : rows) inference.observe(row);
  const auto site = inference.conclude({});
  CHECK(site.is_home(*IpAddress::parse("198.51.2.9")));
  CHECK_FALSE(site.is_home(*IpAddress::parse("203.0.113.66")));
  CHECK(site.home.size() == 12);
  CHECK(site.assumptions[1].starts_with("198.51.0.0/24 is held to be home: 200 of its addresses"));
}

TEST_CASE("what is kept when a limit is reached does not depend on the order") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 200; ++i)
    rows.push_back(connection("203.0.113." + std::to_string(i), i, "198.51.100.20", 201 + i % 50));
  HomeInference forward, backward;
  for (const auto& row : rows) forward.observe(row);
  std::reverse(rows.begin(), rows.end());
  for (const auto& row : rows) backward.observe(row);
  CHECK(forward.conclude({}).assumptions == backward.conclude({}).assumptions);
}
