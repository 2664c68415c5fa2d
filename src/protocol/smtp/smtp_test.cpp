#include "protocol/smtp/smtp.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_upgrade.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr Direction kClient = Direction::orig;
constexpr Direction kServer = Direction::resp;
const std::string kHello{"\x16\x03\x01\x00\x05hello", 10};
const std::string kAnswer{"\x16\x03\x03\x00\x06answer", 11};

Dialogue until_grant() {
  return {{kServer, "220-mail.clinic.example ESMTP\r\n220 ready\r\n"},
          {kClient, "EHLO ward-3\r\n"},
          {kServer, "250-mail.clinic.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n"},
          {kClient, "STARTTLS\r\n"},
          {kServer, "220 2.0.0 Go ahead\r\n"}};
}

Probe probed(std::string_view orig, std::string_view resp, bool complete = false) {
  return probe_with(smtp::kProtocol, orig, resp, complete);
}

}  // namespace

TEST_CASE("after STARTTLS and 220 both directions go to TLS, however the stream is cut") {
  Dialogue dialogue = until_grant();
  dialogue.insert(dialogue.end(), {{kClient, kHello}, {kServer, kAnswer}, {kClient, "more"}});
  for (const std::size_t piece_bytes : {1U, 2U, 3U, 7U, 4096U}) {
    UpgradeContext context;
    CHECK(hold_dialogue(context, smtp::kProtocol, dialogue, piece_bytes).kind == Next::Kind::more);
    CHECK(context.children == 1);
    CHECK(context.shown.text[0] == kHello + "more");
    CHECK(context.shown.text[1] == kAnswer);
    CHECK(context.shown.first_offset[0] == 23);
    CHECK(context.shown.ends == 1);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a recorded conversation hands its handshake to TLS, wherever it is cut") {
  check_recorded_handshake(smtp::kProtocol, "src/protocol/smtp/testdata/starttls.pcap");
}

TEST_CASE("a ClientHello that is seen before the grant loses nothing, and neither does a skip that it asks for") {
  UpgradeContext context;
  context.shown.skip_bytes = 2;
  Dialogue dialogue = until_grant();
  dialogue.insert(dialogue.end() - 1, {kClient, kHello});
  dialogue.insert(dialogue.end(), {{kClient, "xymore"}, {kServer, kAnswer}});
  hold_dialogue(context, smtp::kProtocol, dialogue);
  CHECK(context.shown.text[0] == kHello + "more");
  CHECK(context.shown.first_offset[0] == 23);
  CHECK(context.shown.text[1] == kAnswer);
}

TEST_CASE("a refused STARTTLS, a grant that nobody asked for, and a grant without a handshake open no TLS") {
  const Dialogue begin{{kServer, "220 mail ESMTP\r\n"}, {kClient, "EHLO a\r\n"}};
  for (const Dialogue& rest : {Dialogue{{kClient, "STARTTLS\r\n"}, {kServer, "454 not now\r\n"}, {kClient, "NOOP\r\n"}},
                               Dialogue{{kServer, "220 what\r\n"}, {kClient, kHello}},
                               Dialogue{{kClient, "STARTTLS\r\n"}, {kServer, "220-not yet\r\n"}, {kClient, kHello}},
                               Dialogue{{kClient, "STARTTLS\r\n"}, {kServer, "220 go\r\n"}}}) {
    UpgradeContext context;
    Dialogue dialogue = begin;
    dialogue.insert(dialogue.end(), rest.begin(), rest.end());
    hold_dialogue(context, smtp::kProtocol, dialogue);
    CHECK(context.children == 0);
  }
}

TEST_CASE("commands that were smuggled in behind STARTTLS are lines, and TLS begins with the handshake") {
  UpgradeContext context;
  Dialogue dialogue = until_grant();
  dialogue[3].text = "starttls \r\nRSET\r\n";
  dialogue.push_back({kClient, kHello});
  hold_dialogue(context, smtp::kProtocol, dialogue);
  CHECK(context.shown.text[0] == kHello);
}

TEST_CASE("nothing is read once the mail comes in clear") {
  UpgradeContext context;
  const Next next = hold_dialogue(context, smtp::kProtocol,
                                  {{kServer, "220 mail ESMTP\r\n"}, {kClient, "DATA\r\n"}, {kServer, "354 go\r\n"}});
  CHECK(next.kind == Next::Kind::done);
}

TEST_CASE("an early handshake without end stops at its limit") {
  UpgradeContext context;
  const Next next = hold_dialogue(
      context, smtp::kProtocol,
      {{kServer, "220 mail ESMTP\r\n"}, {kClient, "EHLO a\r\nSTARTTLS\r\n"}, {kClient, std::string(20'000, '\x16')}});
  CHECK(next.kind == Next::Kind::done);
  CHECK(context.children == 0);
}

TEST_CASE("a gap in the lines is passed over, one in TLS is told to it, and one between them ends the reading") {
  for (const bool is_before : {true, false}) {
    UpgradeContext context;
    const auto session = smtp::kProtocol.open(context);
    if (is_before) session->on_gap(kServer, 5, Timestamp{});
    for (const Said& said : until_grant()) session->on_data(said.direction, as_bytes(said.text), 0, Timestamp{});
    if (!is_before) {
      CHECK(session->on_gap(kClient, 5, Timestamp{}).kind == Next::Kind::done);
      CHECK(session->on_data(kClient, as_bytes(kHello), 0, Timestamp{}).kind == Next::Kind::done);
    } else {
      session->on_data(kClient, as_bytes(kHello), 0, Timestamp{});
      session->on_gap(kClient, 7, Timestamp{});
      CHECK(context.shown.missing_bytes[0] == 7);
    }
  }
}

TEST_CASE("without a protocol for TLS the session ends") {
  UpgradeContext context;
  context.has_child = false;
  Dialogue dialogue = until_grant();
  dialogue.push_back({kClient, kHello});
  CHECK(hold_dialogue(context, smtp::kProtocol, dialogue).kind == Next::Kind::done);
}

TEST_CASE("the probe wants a greeting and EHLO, HELO, or a greeting that says what it is") {
  CHECK(probed("EHLO a\r\n", "220 x\r\n") == Probe::yes);
  CHECK(probed("helo a\r\n", "220-x\r\n") == Probe::yes);
  CHECK(probed("QUIT\r\n", "220 x ESMTP\r\n") == Probe::yes);
  CHECK(probed("", "220 x ESMTP\r\n", true) == Probe::yes);
  CHECK(probed("QUIT\r\n", "220 x\r\n") == Probe::no);
  CHECK(probed("USER a\r\n", "220 x FTP\r\n") == Probe::no);
  CHECK(probed("EHLOX a\r\n", "220 x\r\n") == Probe::no);
  CHECK(probed("EHLO a\r\n", "554 x\r\n") == Probe::no);
}

TEST_CASE("the probe refuses with the first bytes, and waits only for what may still become SMTP") {
  CHECK(probed("GET / HTTP/1.1\r\n", "") == Probe::no);
  CHECK(probed("\x16\x03\x01", "") == Probe::no);
  CHECK(probed("", "SSH-2.0-x\r\n") == Probe::no);
  CHECK(probed("", "2") == Probe::need_more);
  CHECK(probed("", "220 mail\r\n") == Probe::need_more);
  CHECK(probed("EH", "220 mail\r\n") == Probe::need_more);
  CHECK(probed("EHLO a\r\n", "") == Probe::need_more);
  CHECK(probed("EHLO a\r\n", "", true) == Probe::no);
}
