#include "protocol/rdp/rdp.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "protocol/common/test_context.hpp"
#include "protocol/rdp/framing.hpp"
#include "protocol/rdp/gcc.hpp"
#include "protocol/rdp/testing/bytes.hpp"
#include "protocol/rdp/testing/tls_records.hpp"
#include "protocol/rdp/x224.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;
namespace make = rdp::testing;

namespace {

constexpr std::string_view kCookie = "Cookie: mstshash=FTBCO\\A70\r\n";

struct Said {
  Direction direction;
  std::string bytes;
};
using Dialogue = std::vector<Said>;

/// The row of a dialogue whose pieces are cut to `piece_bytes`; skips and `done` are honoured.
record::Rdp row_of(TestContext& context, const Dialogue& dialogue, std::size_t piece_bytes = 1U << 20U,
                   EndReason reason = EndReason::closed) {
  context.child_protocols["ssl"] = &rdp::testing::kTlsRecords;
  const auto session = rdp::kProtocol.open(context);
  std::uint64_t offsets[2]{};
  std::uint64_t skip[2]{};
  bool is_done = false;
  for (const Said& said : dialogue) {
    const std::size_t side = index_of(said.direction);
    for (std::size_t at = 0; at < said.bytes.size() && !is_done; at += piece_bytes) {
      std::string piece = said.bytes.substr(at, piece_bytes);
      const std::size_t skipped = std::min<std::uint64_t>(skip[side], piece.size());
      skip[side] -= skipped;
      offsets[side] += skipped;
      piece.erase(0, skipped);
      if (piece.empty()) continue;
      const Next next = session->on_data(said.direction, as_bytes(piece), offsets[side], Timestamp{});
      offsets[side] += piece.size();
      is_done = next.kind == Next::Kind::done;
      if (next.kind == Next::Kind::skip) skip[side] = next.skip_bytes;
    }
  }
  session->on_end(reason, Timestamp{});
  const auto& rows = context.records().of<record::Rdp>().rows();
  REQUIRE(rows.size() == 1);
  return rows[0];
}

Dialogue standard_session() {
  const std::string blocks = make::core_data() + make::block(0xc004, make::u32le(0x0d) + make::u32le(0)) +
                             make::block(0xc002, make::u32le(27) + make::u32le(0)) +
                             make::channels({"rdpdr", "rdpsnd", "drdynvc", "cliprdr"});
  const std::string certificate = make::u32le(1) + std::string(100, 'k');
  return {{Direction::orig, make::request(kCookie, 0)},
          {Direction::resp, make::confirm(0)},
          {Direction::orig, make::connect_initial(blocks)},
          {Direction::resp, make::connect_response(make::server_security(2, 3, certificate))},
          {Direction::orig, make::secured(0x0001, 64)},
          {Direction::orig, make::secured(0x0048, 340)}};
}

Probe probed(std::string_view orig, std::string_view resp = {}, bool complete = false) {
  FirstBytes first{};
  first.orig = as_bytes(orig);
  first.resp = as_bytes(resp);
  first.orig_complete = first.resp_complete = complete;
  return rdp::kProtocol.probe(first);
}

}  // namespace

TEST_CASE("the cookie, the routing token and the negotiation of a request are read") {
  const std::string packet = make::request(kCookie, 11, 8);
  const auto with_cookie = rdp::parse_request(as_bytes(packet));
  REQUIRE(with_cookie.has_value());
  CHECK(with_cookie->cookie == "FTBCO\\A70");
  CHECK(with_cookie->negotiation->value == 11);
  CHECK(with_cookie->negotiation->flags == 8);
  const std::string token = make::request("Cookie: msts=3640205228.15629.0000\r\n", 3);
  const auto with_token = rdp::parse_request(as_bytes(token));
  REQUIRE(with_token.has_value());
  CHECK_FALSE(with_token->cookie.has_value());
  CHECK(with_token->routing_token == "msts=3640205228.15629.0000");
  const std::string broker = make::request("tsv://MS Terminal Services Plugin.1.Pool\r\n", 3);
  CHECK(rdp::parse_request(as_bytes(broker))->routing_token == "tsv://MS Terminal Services Plugin.1.Pool");
}

TEST_CASE("every proper prefix of a request is no request") {
  const std::string whole = make::request(kCookie, 3);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(rdp::parse_request(as_bytes(std::string_view{whole}.substr(0, length))).has_value());
  }
}

TEST_CASE("a negotiation of a wrong length is left out and the cookie before it is kept") {
  std::string packet = make::request(kCookie, 3);
  packet[packet.size() - 6] = 9;
  const auto request = rdp::parse_request(as_bytes(packet));
  REQUIRE(request.has_value());
  CHECK(request->cookie == "FTBCO\\A70");
  CHECK_FALSE(request->negotiation.has_value());
  CHECK_FALSE(request->is_well_formed);
}

TEST_CASE("the probe says yes to a request on any port and no to what only has its frame") {
  const std::string request = make::request(kCookie, 3);
  CHECK(probed(request) == Probe::yes);
  CHECK(probed(std::string_view{request}.substr(0, 9)) == Probe::need_more);
  CHECK(probed(std::string_view{request}.substr(0, 9), {}, true) == Probe::no);
  CHECK(probed(make::x224('\xe0', "")) == Probe::yes);
  const std::string s7 = make::x224('\xe0', std::string{"\xc1\x02\x01\x00\xc2\x02\x01\x02\xc0\x01\x0a", 11});
  CHECK(probed(s7) == Probe::no);
  CHECK(probed("GET / HTTP/1.1\r\n\r\n") == Probe::no);
  CHECK(probed({}, make::confirm(1)) == Probe::yes);
}

TEST_CASE("a session under standard security is read to its encryption") {
  TestContext context;
  const record::Rdp row = row_of(context, standard_session());
  CHECK(row.cookie == "FTBCO\\A70");
  CHECK(row.result == "Success");
  CHECK(row.security_protocol == "RDP");
  CHECK(row.keyboard_layout == "English - United States");
  CHECK(row.client_build == "RDP 6.0");
  CHECK(row.client_name == "FROG-POND");
  CHECK(row.client_dig_product_id == "");
  CHECK(row.desktop_width == 1152);
  CHECK(row.requested_color_depth == "32bit");
  CHECK(row.client_channels->size() == 4);
  CHECK(row.client_channels->front() == "rdpdr");
  CHECK(row.cert_type == "RSA");
  CHECK(row.cert_count == 1);
  CHECK(row.cert_permanent == true);
  CHECK(row.encryption_level == "High");
  CHECK(row.encryption_method == "128bit");
  CHECK(context.weirds.empty());
}

TEST_CASE("a session is read the same however its streams are cut") {
  std::string whole;
  TestContext uncut;
  record::append_json(whole, row_of(uncut, standard_session()));
  for (const std::size_t piece_bytes : {1U, 2U, 3U, 7U, 24U, 100U}) {
    TestContext context;
    std::string cut;
    record::append_json(cut, row_of(context, standard_session(), piece_bytes));
    CHECK(cut == whole);
  }
}

TEST_CASE("a refusal is named and needs no more bytes") {
  TestContext context;
  const record::Rdp row =
      row_of(context, {{Direction::orig, make::request(kCookie, 0)}, {Direction::resp, make::failure(5)}});
  CHECK(row.result == "HYBRID_REQUIRED_BY_SERVER");
  CHECK(row.failure_code == "HYBRID_REQUIRED_BY_SERVER");
  CHECK(row.rdp_outcome == "negotiation-refused");
  CHECK(row.attempts_min == 0);
}

TEST_CASE("a confirmation without negotiation is standard security") {
  TestContext context;
  const record::Rdp row = row_of(context, {{Direction::orig, make::x224('\xe0', std::string{kCookie})},
                                           {Direction::resp, make::x224('\xd0', "")},
                                           {Direction::orig, make::connect_initial(make::core_data())}});
  CHECK(row.security_protocol == "RDP");
  CHECK(row.client_name == "FROG-POND");
}

TEST_CASE("TLS after the negotiation goes to its own session and the rest is called encrypted") {
  TestContext context;
  const std::string hello = std::string{"\x16\x03\x01\x00\x04", 5} + "abcd";
  const record::Rdp row = row_of(context, {{Direction::orig, make::request(kCookie, 3)},
                                           {Direction::resp, make::confirm(2, 0x1f)},
                                           {Direction::orig, hello}});
  CHECK(row.result == "encrypted");
  CHECK(row.security_protocol == "HYBRID");
  CHECK(row.ssl == true);
  CHECK(row.response_flags->size() == 5);
  CHECK(row.requested_protocols->size() == 2);
  CHECK(row.rdp_outcome == "probe");
}

TEST_CASE("an X.509 chain under standard security is counted and its kind named") {
  TestContext context;
  const std::string chain =
      make::u32le(0x80000002) + make::u32le(2) + make::u32le(3) + "abc" + make::u32le(2) + "de" + std::string(16, '\0');
  Dialogue dialogue = standard_session();
  dialogue[3].bytes = make::connect_response(make::server_security(16, 4, chain));
  const record::Rdp row = row_of(context, dialogue);
  CHECK(row.cert_type == "X.509");
  CHECK(row.cert_count == 2);
  CHECK(row.cert_permanent == false);
  CHECK(row.encryption_method == "FIPS");
}

TEST_CASE("bytes are counted also where they are skipped") {
  TestContext context;
  Dialogue dialogue = standard_session();
  dialogue.push_back({Direction::resp, make::secured(8, 20'000)});
  dialogue.push_back({Direction::resp, make::secured(8, 20'000)});
  std::size_t resp_bytes = 0;
  for (const Said& said : dialogue) resp_bytes += said.direction == Direction::resp ? said.bytes.size() : 0;
  // The last body is passed over whole, and nothing behind it says that it came.
  const record::Rdp row = row_of(context, dialogue, 100);
  CHECK(row.resp_bytes <= resp_bytes);
  CHECK(row.resp_bytes > resp_bytes - 20'100);
}

TEST_CASE("a capture that is cut says unknown, not failed") {
  TestContext context;
  const record::Rdp row =
      row_of(context, {{Direction::orig, make::request(kCookie, 3)}, {Direction::resp, make::confirm(2)}}, 1U << 20U,
             EndReason::evidence_ended);
  CHECK(row.rdp_outcome == "unknown");
}

TEST_CASE("a gap in clear ends the reading of its side, and the row says that it does not know") {
  TestContext context;
  const auto session = rdp::kProtocol.open(context);
  const std::string request = make::request(kCookie, 0);
  session->on_data(Direction::orig, as_bytes(request), 0, Timestamp{});
  session->on_data(Direction::resp, as_bytes(make::confirm(0)), 0, Timestamp{});
  session->on_gap(Direction::orig, 500, Timestamp{});
  session->on_data(Direction::orig, as_bytes(make::connect_initial(make::core_data())), request.size() + 500,
                   Timestamp{});
  session->on_end(EndReason::closed, Timestamp{});
  const auto& row = context.records().of<record::Rdp>().rows().at(0);
  CHECK(row.rdp_outcome == "unknown");
  CHECK_FALSE(row.client_name.has_value());
}

TEST_CASE("lengths that lie inside a connect PDU are malformed, once, and what stands before them is kept") {
  const std::string good = make::core_data();
  std::string lying = make::channels({"rdpdr"});
  lying[4] = 31;  // 31 channels in room for one.
  TestContext context;
  const record::Rdp row = row_of(context, {{Direction::orig, make::request(kCookie, 0)},
                                           {Direction::resp, make::confirm(0)},
                                           {Direction::orig, make::connect_initial(good + lying)}});
  CHECK(row.client_name == "FROG-POND");
  CHECK(context.weirds["rdp_malformed_connect_pdu"] == 1);
}

TEST_CASE("any byte of a session may be wrong and nothing breaks") {
  const Dialogue whole = standard_session();
  for (std::size_t which = 0; which < whole.size(); ++which) {
    for (std::size_t at = 0; at < whole[which].bytes.size(); at += 1 + which) {
      for (const char wrong : {'\x00', '\x7f', '\xff'}) {
        Dialogue dialogue = whole;
        dialogue[which].bytes[at] = wrong;
        TestContext context;
        std::ignore = row_of(context, dialogue, 61);
      }
    }
  }
}

TEST_CASE("a fast-path length is read in both its forms") {
  const auto brief = rdp::parse_pdu_head(as_bytes(std::string_view{"\x80\x17", 2}), rdp::Role::server);
  REQUIRE(brief.has_value());
  CHECK(brief->size_bytes == 0x17);
  const auto lengthy = rdp::parse_pdu_head(as_bytes(std::string_view{"\xc4\x82\x01", 3}), rdp::Role::server);
  REQUIRE(lengthy.has_value());
  CHECK(lengthy->size_bytes == 0x201);
  const auto lie = rdp::parse_pdu_head(as_bytes(std::string_view{"\x80\x01", 2}), rdp::Role::server);
  REQUIRE_FALSE(lie.has_value());
  CHECK(lie.error().fault == ParseFault::malformed);
}
