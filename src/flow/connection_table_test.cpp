#include <doctest/doctest.h>

#include "flow/testing/packets.hpp"

using namespace wardwatch;
using namespace wardwatch::flow;
using namespace wardwatch::flow::testing;

namespace {

constexpr unsigned kAck = tcp_flag::kAck, kFin = tcp_flag::kFin, kSyn = tcp_flag::kSyn, kRst = tcp_flag::kRst;

std::string shape(const record::Connection& row) {
  return std::string{row.conn_state.view()} + " " + std::string{row.history.view()};
}

Octets query(unsigned src_port = 5000, std::string_view text = "q") {
  return ipv4({.protocol = 17}, udp(src_port, 53, text_octets(text)));
}
Octets answer(unsigned dst_port = 5000) {
  return ipv4({.src = "10.0.0.2", .dst = "10.0.0.1", .protocol = 17}, udp(53, dst_port, text_octets("answer")));
}

}  // namespace

TEST_CASE("a whole TCP connection is SF, with payload from sequence numbers") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 1, 1, "GET", 0.1);
  bench.server(kAck, 1, 4, "answer", 0.2);
  bench.client(kAck | kFin, 4, 7, {}, 0.3);
  bench.server(kAck | kFin, 7, 5, {}, 0.4);
  bench.client(kAck, 5, 8, {}, 0.5);
  const auto& row = bench.rows().at(0);
  CHECK(shape(row) == "SF ShADdFf");
  CHECK(row.orig_bytes == 3);
  CHECK(row.resp_bytes == 6);
  CHECK(row.orig_pkts == 5);
  CHECK(row.orig_ip_bytes == 5 * 40 + 3);
  // The last acknowledgement does not count (as in Zeek).
  CHECK(row.duration == std::chrono::milliseconds{400});
}

TEST_CASE("an unanswered SYN is S0 and its attempt ends after five seconds") {
  Bench bench;
  bench.client(kSyn, 0, 0, {}, 0);
  bench.client(kSyn, 0, 0, {}, 3);
  bench.client(kSyn, 0, 0, {}, 9);
  const auto& rows = bench.rows();
  REQUIRE(rows.size() == 2);
  CHECK(shape(rows[0]) == "S0 S");
  CHECK(rows[0].orig_pkts == 2);
  CHECK(rows[1].orig_pkts == 1);
}

TEST_CASE("a refused connection is REJ") {
  Bench bench;
  bench.client(kSyn, 0, 0);
  bench.server(kRst | kAck, 0, 1, {}, 0.01);
  CHECK(shape(bench.rows().at(0)) == "REJ Sr");
}

TEST_CASE("who resets an open connection decides between RSTO and RSTR") {
  Bench by_client;
  by_client.handshake();
  by_client.client(kRst, 1, 0);
  CHECK(shape(by_client.rows().at(0)) == "RSTO ShAR");
  Bench by_server;
  by_server.handshake();
  by_server.server(kRst, 1, 0);
  CHECK(shape(by_server.rows().at(0)) == "RSTR ShAr");
}

TEST_CASE("one FIN leaves S2 or S3, none S1") {
  Bench open;
  open.handshake();
  CHECK(shape(open.rows().at(0)) == "S1 ShA");
  Bench half;
  half.handshake();
  half.client(kFin | kAck, 1, 1);
  CHECK(shape(half.rows().at(0)) == "S2 ShAF");
  Bench other_half;
  other_half.handshake();
  other_half.server(kFin | kAck, 1, 1);
  CHECK(shape(other_half.rows().at(0)) == "S3 ShAf");
}

TEST_CASE("half-seen openings are SH, SHR, RSTOS0 and RSTRH") {
  Bench sh;
  sh.client(kSyn, 0, 0);
  sh.client(kFin, 1, 0);
  CHECK(shape(sh.rows().at(0)) == "SH SF");
  Bench shr;
  shr.server(kSyn | kAck, 0, 1);
  shr.server(kFin | kAck, 1, 1);
  CHECK(shape(shr.rows().at(0)) == "SHR ^hf");
  Bench rstos0;
  rstos0.client(kSyn, 0, 0);
  rstos0.client(kRst, 1, 0);
  CHECK(shape(rstos0.rows().at(0)) == "RSTOS0 SR");
  Bench rstrh;
  rstrh.server(kSyn | kAck, 0, 1);
  rstrh.server(kRst, 1, 0);
  CHECK(shape(rstrh.rows().at(0)) == "RSTRH ^hr");
}

TEST_CASE("a SYN after the end opens another connection with another uid") {
  Bench bench;
  bench.handshake();
  bench.client(kRst, 1, 0, {}, 0.1);
  bench.client_start += 100000;
  bench.client(kSyn, 0, 0, {}, 1);
  const auto& rows = bench.rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at.uid != rows[1].at.uid);
}

TEST_CASE("letters for repeats grow with the logarithm of their number") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 1, 1, "x");
  for (int i = 0; i < 10; ++i) bench.client(kAck, 1, 1, "x");
  CHECK(shape(bench.rows().at(0)) == "S1 ShADTT");
}

TEST_CASE("UDP counts payload, and a minute's silence ends a flow") {
  Bench bench;
  bench.feed(query(), 0);
  bench.feed(answer(), 0.5);
  bench.feed(query(), 60.5);
  bench.feed(query(), 120.6);
  const auto& rows = bench.rows();
  REQUIRE(rows.size() == 2);
  CHECK(shape(rows[0]) == "SF Dd");
  CHECK(rows[0].orig_bytes == 2);
  CHECK(rows[0].resp_bytes == 6);
  CHECK(shape(rows[1]) == "S0 D");
  CHECK_FALSE(rows[1].duration.has_value());
}

TEST_CASE("a flow first seen from a server's port is turned round") {
  Bench bench;
  bench.feed(answer(), 0);
  const auto& row = bench.rows().at(0);
  CHECK(row.at.orig_p.value == 5000);
  CHECK(shape(row) == "SHR ^d");
}

TEST_CASE("ICMP requests and replies are one connection, one-way messages one for each direction") {
  Bench bench;
  const auto icmp = [](unsigned type, unsigned code) {
    Octets message;
    put16(message, type << 8U | code);
    return message + Octets(62);
  };
  bench.feed(ipv4({.protocol = 1}, icmp(8, 0)), 0);
  bench.feed(ipv4({.src = "10.0.0.2", .dst = "10.0.0.1", .protocol = 1}, icmp(0, 0)), 0.1);
  bench.feed(ipv4({.protocol = 1}, icmp(3, 3)), 1);
  bench.feed(ipv4({.src = "10.0.0.2", .dst = "10.0.0.1", .protocol = 1}, icmp(3, 3)), 1);
  const auto& rows = bench.rows();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at.orig_p.value == 8);
  CHECK(rows[0].at.resp_p.value == 0);
  CHECK(rows[0].orig_bytes == 56);
  CHECK(rows[0].resp_bytes == 56);
  CHECK(rows[0].conn_state.view() == "OTH");
  CHECK(rows[1].at.resp_p.value == 3);
}

TEST_CASE("other IP protocols are connections without ports") {
  Bench bench;
  bench.feed(ipv4({.protocol = 132}, Octets(20)), 0);
  const auto& row = bench.rows().at(0);
  CHECK(row.proto.view() == "unknown_transport");
  CHECK(row.ip_proto == 132);
}

TEST_CASE("the same packet in two captures counts once") {
  Bench bench;
  bench.feed(query(), 0, 0);
  bench.feed(query(), 0.0005, 1);
  bench.feed(query(), 0.5, 1);
  CHECK(bench.rows().at(0).orig_pkts == 2);
  CHECK(bench.table.stats().duplicate_packets == 1);
}

TEST_CASE("a repeat in one capture is a packet of its own") {
  Bench bench;
  bench.feed(query(), 0, 0);
  bench.feed(query(), 0.0005, 0);
  CHECK(bench.rows().at(0).orig_pkts == 2);
}

TEST_CASE("a full table closes the connection that is nearest to its time-out, and counts it") {
  Bench bench{{.connections_max = 3, .reassembly_bytes_max = 1000}};
  for (unsigned i = 0; i < 5; ++i) bench.feed(query(5000 + i), i * 2);
  CHECK(bench.table.open_count() == 3);
  CHECK(bench.table.stats().connections_evicted == 2);
  const auto& closed = bench.batches.of<record::Connection>().rows();
  REQUIRE(closed.size() == 2);
  CHECK(closed[0].at.orig_p.value == 5000);
  CHECK(closed[1].at.orig_p.value == 5001);
}

TEST_CASE("time alone closes what is due") {
  Bench bench;
  bench.feed(query(), 0);
  CHECK(bench.table.earliest_open() == timestamp_of(1000, 0));
  bench.table.advance(timestamp_of(1062, 0));
  CHECK(bench.table.open_count() == 0);
}

TEST_CASE("the uid comes from the content, not from the order of the evidence") {
  Bench one, other;
  one.feed(query(), 0, 0);
  other.feed(query(5001), 0, 0);
  other.feed(query(), 0, 7);
  CHECK(one.rows().at(0).at.uid == other.rows().at(other.rows()[0].at.orig_p.value == 5000 ? 0 : 1).at.uid);
  CHECK(one.rows().at(0).at.uid.view().size() == 18);
}

TEST_CASE("a reader is asked for at the first payload byte, not before") {
  Bench bench;
  bench.handshake();
  CHECK(bench.opened == 0);
  bench.client(kAck, 1, 1, "x");
  bench.client(kAck, 2, 1, "y");
  CHECK(bench.opened == 1);
}
