#include <doctest/doctest.h>

#include "flow/testing/packets.hpp"

using namespace wardwatch;
using namespace wardwatch::flow;
using namespace wardwatch::flow::testing;

namespace {

constexpr unsigned kAck = tcp_flag::kAck, kFin = tcp_flag::kFin;

const std::string& orig_text(const Bench& bench) { return bench.notes.text[0]; }

}  // namespace

TEST_CASE("data in order reaches the reader as it came, with its stream offset") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 1, 1, "hello ");
  bench.client(kAck, 7, 1, "world");
  CHECK(orig_text(bench) == "hello |world|");
  CHECK(bench.notes.offsets[0] == std::vector<std::uint64_t>{0, 6});
}

TEST_CASE("segments out of order are put in order") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 7, 1, "world");
  bench.client(kAck, 12, 1, "!");
  bench.client(kAck, 1, 1, "hello ");
  CHECK(orig_text(bench) == "hello |world|!|");
  CHECK(bench.rows().at(0).missed_bytes == 0);
}

TEST_CASE("a retransmission is not shown twice and stands in the history") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 1, 1, "hello ");
  bench.client(kAck, 1, 1, "hello ");
  bench.client(kAck, 4, 1, "lo world");
  CHECK(orig_text(bench) == "hello |world|");
  CHECK(bench.rows().at(0).history.view() == "ShADT");
}

TEST_CASE("where segments overlap the first bytes win and a contradiction is weird") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 4, 1, "DEF");
  bench.client(kAck, 2, 1, "bcXXXg");
  bench.client(kAck, 1, 1, "a");
  CHECK(orig_text(bench) == "a|bc|DEF|g|");
  bench.table.finish();
  const auto& weird = bench.batches.of<record::Weird>().rows();
  REQUIRE(weird.size() == 1);
  CHECK(weird[0].name == "rexmit_inconsistency");
}

TEST_CASE("bytes that the other side acknowledged and nobody saw are a gap") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 1, 1, "ab");
  bench.client(kAck, 103, 1, "cd");
  CHECK(orig_text(bench) == "ab|");
  bench.server(kAck, 1, 105);
  CHECK(orig_text(bench) == "ab|<100>cd|");
  const auto& row = bench.rows().at(0);
  CHECK(row.missed_bytes == 100);
  CHECK(row.history.view() == "ShADaG");
}

TEST_CASE("what is missing at the connection's end is told, and what waited behind it is shown") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 11, 1, "tail");
  CHECK(bench.rows().at(0).missed_bytes == 0);
  CHECK(orig_text(bench) == "<10>tail|");
  CHECK(bench.notes.ended == std::to_string(static_cast<int>(EndReason::evidence_ended)));
}

TEST_CASE("sequence numbers may wrap") {
  Bench bench;
  bench.client_start = 0xfffffffd;
  bench.handshake();
  bench.client(kAck, 1, 1, "abcdef");
  bench.client(kAck, 9, 1, "ij");
  bench.client(kAck, 7, 1, "gh");
  bench.server(kAck, 1, 11);
  CHECK(orig_text(bench) == "abcdef|gh|ij|");
  CHECK(bench.rows().at(0).missed_bytes == 0);
}

TEST_CASE("a stream may be met in its middle") {
  Bench bench;
  bench.client(kAck, 5000, 700, "abc");
  bench.server(kAck, 700, 5003, "xyz");
  CHECK(orig_text(bench) == "abc|");
  CHECK(bench.notes.text[1] == "xyz|");
  bench.client(kAck, 5003, 703, "d", 0.5);
  const auto& row = bench.rows().at(0);
  CHECK(row.conn_state.view() == "OTH");
  CHECK(row.orig_bytes == 4);
  CHECK(row.resp_bytes == 3);
}

TEST_CASE("what the snap length cut off is a gap") {
  Bench bench;
  bench.handshake();
  Octets frame = ethernet(0x0800, ipv4({}, tcp({.seq = 5001, .ack = 9001}, "abcdefghij")));
  Packet packet = captured(frame);
  packet.frame = Bytes{frame}.first(frame.size() - 6);
  bench.feed(packet);
  bench.client(kAck, 11, 1, "k");
  CHECK(orig_text(bench) == "abcd|<6>k|");
  CHECK(bench.rows().at(0).missed_bytes == 6);
}

TEST_CASE("a reader that skips is shown nothing until there, in order or out of it") {
  Bench bench;
  bench.handshake();
  bench.notes.answer = Want{Want::Kind::skip, 6};
  bench.client(kAck, 1, 1, "ab");
  bench.client(kAck, 6, 1, "fghi");
  bench.client(kAck, 3, 1, "cde");
  bench.client(kAck, 10, 1, "jk");
  CHECK(orig_text(bench) == "ab|i|jk|");
}

TEST_CASE("a reader that is done is asked no more but told of the end") {
  Bench bench;
  bench.handshake();
  bench.notes.answer = Want{Want::Kind::done, 0};
  bench.client(kAck, 1, 1, "ab");
  bench.client(kAck, 3, 1, "cd");
  bench.client(kAck | kFin, 5, 1);
  CHECK(bench.rows().at(0).service == "test");
  CHECK(orig_text(bench) == "ab|");
  CHECK(bench.notes.ended.size() == 1);
}

TEST_CASE("lost bytes are counted also where nobody reads") {
  Bench bench;
  bench.reads = false;
  bench.handshake();
  bench.client(kAck, 1, 1, "ab");
  bench.client(kAck, 13, 1, "cd");
  bench.server(kAck, 1, 15);
  CHECK(bench.rows().at(0).missed_bytes == 10);
}

TEST_CASE("tiny segments behind a hole are bounded and cost a gap, not memory") {
  Bench bench;
  bench.handshake();
  for (std::uint32_t i = 0; i <= TcpReassembler::kBlocksMax; ++i) bench.client(kAck, 3 + 2 * i, 1, "x");
  CHECK(orig_text(bench).starts_with("<2>x|"));
  CHECK(bench.table.stats().stream_bytes_dropped == 2);
}

TEST_CASE("data behind a hole is held up to the table's limit") {
  Bench bench{{.connections_max = 10, .reassembly_bytes_max = 100}};
  bench.handshake();
  bench.client(kAck, 11, 1, std::string(101, 'x'));
  CHECK(orig_text(bench).starts_with("<10>xxx"));
}

TEST_CASE("the acknowledgement of a FIN is no gap") {
  Bench bench;
  bench.handshake();
  bench.client(kAck, 1, 1, "bye");
  bench.client(kAck | kFin, 4, 1);
  bench.server(kAck, 1, 5);
  CHECK(bench.rows().at(0).missed_bytes == 0);
  CHECK(orig_text(bench) == "bye|");
}
