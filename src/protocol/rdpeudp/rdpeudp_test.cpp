#include "protocol/rdpeudp/rdpeudp.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

/// A SYN with correlation id and extension, padded to 1,232 bytes (MS-RDPEUDP 4.1.1 has one like it).
std::string syn() {
  std::string out{"\xff\xff\xff\xff\x00\x40\x18\x01\x0b\x12\x7f\x15\x04\xd0\x04\xd0", 16};
  out += std::string(16, 'c') + std::string(16, '\0') + std::string{"\x00\x01\x00\x02", 4};
  out.resize(1232);
  return out;
}

Probe probed(std::string_view orig) {
  FirstBytes first{};
  first.orig = as_bytes(orig);
  first.transport = Transport::udp;
  return rdpeudp::kProtocol.probe(first);
}

record::Rdp row_of(TestContext& context, std::initializer_list<std::pair<Direction, std::string>> datagrams) {
  const auto session = rdpeudp::kProtocol.open(context);
  for (const auto& [direction, bytes] : datagrams) session->on_data(direction, as_bytes(bytes), 0, Timestamp{});
  session->on_end(EndReason::timed_out, Timestamp{});
  return context.records().of<record::Rdp>().rows().at(0);
}

}  // namespace

TEST_CASE("a SYN datagram is read") {
  const auto read = rdpeudp::parse_syn(as_bytes(syn()));
  REQUIRE(read.has_value());
  CHECK(read->initial_sequence == 0x0b127f15);
  CHECK(read->upstream_mtu == 1232);
}

TEST_CASE("no proper prefix of a SYN below the least MTU, and nothing with a byte in its padding, is a SYN") {
  const std::string whole = syn();
  for (std::size_t length = 0; length < 1132; ++length) {
    CHECK_FALSE(rdpeudp::parse_syn(as_bytes(std::string_view{whole}.substr(0, length))).has_value());
  }
  std::string other = whole;
  other[600] = 1;
  CHECK(probed(whole) == Probe::yes);
  CHECK(probed(other) == Probe::no);
  CHECK(probed("") == Probe::no);
}

TEST_CASE("a SYN without an answer is a probe") {
  TestContext context{Transport::udp};
  const record::Rdp row = row_of(context, {{Direction::orig, syn()}});
  CHECK(row.transport == "udp");
  CHECK(row.rdp_outcome == "probe");
  CHECK(row.orig_bytes == 1232);
  CHECK_FALSE(row.ssl.has_value());
}

TEST_CASE("TLS inside the first data is seen behind the acknowledgement vector") {
  TestContext context{Transport::udp};
  const std::string data{
      "\x0f\x94\xea\x0b\x04\x00\x00\x0c\x00\x01\x00\x00\x0b\x12\x7f\x16\x0b\x12\x7f\x16\x16\x03\x03\x00", 24};
  const record::Rdp row =
      row_of(context, {{Direction::orig, syn()}, {Direction::resp, syn()}, {Direction::orig, data}});
  CHECK(row.ssl == true);
  CHECK(row.result == "encrypted");
  CHECK(row.rdp_outcome == "unknown");
}

TEST_CASE("an acknowledgement vector longer than its datagram is no payload") {
  TestContext context{Transport::udp};
  const std::string data{"\x0f\x94\xea\x0b\x04\x00\x00\x0c\xff\xff\x16\x03", 12};
  CHECK_FALSE(row_of(context, {{Direction::orig, data}}).ssl.has_value());
}
