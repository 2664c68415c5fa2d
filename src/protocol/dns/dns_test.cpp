#include "protocol/dns/dns.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/dns/message.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;
using namespace std::string_literals;

namespace {

// www.example.org A, asked for; the answer points back at the question's name (0xc00c).
const std::string kQuery =
    "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07"
    "Example\x03org\x00\x00\x01\x00\x01"s;
const std::string kAnswer =
    "\x12\x34\x85\x80\x00\x01\x00\x02\x00\x00\x00\x00\x03www\x07"
    "Example\x03org\x00\x00\x01\x00\x01"
    "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x04\x01"
    "a\xc0\x10"
    "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01"s;

std::string with_length(const std::string& message) {
  return std::string{static_cast<char>(message.size() >> 8U), static_cast<char>(message.size())} + message;
}

std::vector<std::string> rows_of(TestContext& context) {
  std::vector<std::string> rows;
  for (const record::Dns& row : context.records().of<record::Dns>().rows()) {
    std::string text;
    record::append_json(text, row);
    rows.push_back(text);
  }
  return rows;
}

bool has(const std::string& row, std::string_view part) { return row.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a query and its answer make one row with the time between them") {
  TestContext context{Transport::udp};
  const auto session = dns::kProtocol.open(context);
  session->on_data(Direction::orig, as_bytes(kQuery), 0, timestamp_of(100, 0));
  session->on_data(Direction::resp, as_bytes(kAnswer), 0, timestamp_of(100, 5'000'000));
  session->on_end(EndReason::closed, timestamp_of(101, 0));
  const auto rows = rows_of(context);
  REQUIRE(rows.size() == 1);
  CHECK(has(rows[0], R"("query":"www.example.org")"));
  CHECK(has(rows[0], R"("rtt":0.005000)"));
  CHECK(has(rows[0], R"("answers":["a.example.org","192.0.2.1"],"TTLs":[60,60])"));
  CHECK(has(rows[0], R"("qtype_name":"A","rcode":0,"rcode_name":"NOERROR","AA":true)"));
}

TEST_CASE("a query without an answer is told at the end, an answer without a query at once") {
  TestContext context{Transport::udp};
  const auto session = dns::kProtocol.open(context);
  session->on_data(Direction::orig, as_bytes(kQuery), 0, timestamp_of(1, 0));
  session->on_end(EndReason::timed_out, timestamp_of(2, 0));
  CHECK(rows_of(context).size() == 1);
  TestContext other{Transport::udp};
  const auto lone = dns::kProtocol.open(other);
  lone->on_data(Direction::resp, as_bytes(kAnswer), 0, timestamp_of(1, 0));
  REQUIRE(rows_of(other).size() == 1);
  CHECK_FALSE(has(rows_of(other)[0], "qtype"));
}

TEST_CASE("over TCP the rows do not depend on where the stream is cut") {
  const std::string stream = with_length(kQuery) + with_length(kQuery);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    TestContext context{Transport::tcp};
    const auto session = dns::kProtocol.open(context);
    session->on_data(Direction::orig, as_bytes(std::string_view{stream}.substr(0, cut)), 0, timestamp_of(1, 0));
    session->on_data(Direction::orig, as_bytes(std::string_view{stream}.substr(cut)), cut, timestamp_of(1, 0));
    session->on_end(EndReason::closed, timestamp_of(2, 0));
    CHECK(rows_of(context).size() == 2);
  }
}

TEST_CASE("every proper prefix of a message is truncated, never a crash or success") {
  REQUIRE(dns::parse_message(as_bytes(kAnswer), dns::Sections::all).has_value());
  for (std::size_t length = 0; length < kAnswer.size(); ++length) {
    const auto cut = dns::parse_message(as_bytes(std::string_view{kAnswer}.substr(0, length)), dns::Sections::all);
    REQUIRE_FALSE(cut.has_value());
  }
}

TEST_CASE("a name that points at itself or forwards is malformed, and ends") {
  std::string loop = kQuery.substr(0, 12) + "\xc0\x0c\x00\x01\x00\x01"s;
  const auto looped = dns::parse_message(as_bytes(loop), dns::Sections::all);
  REQUIRE_FALSE(looped.has_value());
  CHECK(looped.error().field_name() == "name_pointer");
}

TEST_CASE("bytes that are no DNS are refused on any port, DNS is recognised on any port") {
  const auto probe = [](std::string_view orig, std::uint16_t port) {
    return dns::kProtocol.probe(
        {.orig = as_bytes(orig), .resp = {}, .transport = Transport::udp, .resp_port = Port{port}});
  };
  CHECK(probe(kQuery, 53) == Probe::yes);
  CHECK(probe(kQuery, 40000) == Probe::yes);
  CHECK(probe(kQuery + "x", 40000) == Probe::no);
  CHECK(probe("\x16\x03\x01\x00\x05 hello world and more", 53) == Probe::no);
  CHECK(probe(std::string(60, '\0'), 53) == Probe::no);
}

TEST_CASE("a NetBIOS name is decoded on its port") {
  CHECK(dns::decode_netbios_name("fhepfcelehfcepfffacacacacacacaaa") == "WORKGROUP");
}
