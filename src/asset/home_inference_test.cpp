#include "asset/home_inference.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace wardwatch;
using wardwatch::asset::HomeInference;

namespace {

record::Connection connection(std::string_view from, int from_mac, std::string_view to, int to_mac, bool answered = true) {
  record::Connection row;
  row.at.orig_h = *IpAddress::parse(from);
  row.at.resp_h = *IpAddress::parse(to);
  row.orig_pkts = 1;
  row.resp_pkts = answered ? 1 : 0;
  if (from_mac > 0) row.orig_l2_addr = MacAddress{{2, 0, 0, 0, 0, static_cast<std::uint8_t>(from_mac)}};
  if (to_mac > 0 && answered) row.resp_l2_addr = MacAddress{{2, 0, 0, 0, 0, static_cast<std::uint8_t>(to_mac)}};
  return row;
}

constexpr int kGateway = 1, kServer = 2, kDesk = 3;

std::vector<record::Connection> clinic() {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 40; ++i) rows.push_back(connection("192.0.2." + std::to_string(i), kGateway, "198.51.100.20", kServer, i % 2 == 0));
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

TEST_CASE("a clinic's server on a static public address is home without configuration, who guesses from outside is not") {
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
  CHECK(site.assumptions[1].starts_with("198.51.100.20 is held to be home: its Ethernet address 02:00:00:00:00:02"));
  const auto configured = inference.conclude({*Cidr::parse("198.51.100.0/24")});
  CHECK(configured.assumptions.empty());
  CHECK_FALSE(configured.is_home(*IpAddress::parse("10.20.0.10")));
}

TEST_CASE("web servers outside that a desk calls are not home") {
  std::vector<record::Connection> rows;
  for (int i = 1; i <= 30; ++i) rows.push_back(connection("10.20.0.55", kDesk, "203.0.113." + std::to_string(i), kGateway));
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
