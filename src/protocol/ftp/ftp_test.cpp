#include "protocol/ftp/ftp.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_upgrade.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr Direction kClient = Direction::orig;
constexpr Direction kServer = Direction::resp;
const std::string kHello{"\x16\x03\x01\x00\x05hello", 10};

Dialogue asking(std::string_view command) {
  return {{kServer, "220 archive ready\r\n"},
          {kClient, "FEAT\r\n"},
          {kServer, "211-Features:\r\n234 is no reply here\r\n AUTH TLS\r\n211 End\r\n"},
          {kClient, std::string{command} + "\r\n"},
          {kServer, "234 Proceed\r\n"},
          {kClient, kHello}};
}

Probe probed(std::string_view orig, std::string_view resp, bool complete = false) {
  return probe_with(ftp::kProtocol, orig, resp, complete);
}

}  // namespace

TEST_CASE("after AUTH TLS or AUTH SSL and 234 both directions go to TLS, however the stream is cut") {
  for (const std::string_view command : {"AUTH TLS", "auth tls-c", "AUTH SSL", "AUTH TLS-P"}) {
    for (const std::size_t piece_bytes : {1U, 2U, 5U, 4096U}) {
      UpgradeContext context;
      hold_dialogue(context, ftp::kProtocol, asking(command), piece_bytes);
      CHECK(context.shown.text[0] == kHello);
    }
  }
}

TEST_CASE("a recorded conversation hands its handshake to TLS, wherever it is cut") {
  check_recorded_handshake(ftp::kProtocol, "src/protocol/ftp/testdata/auth_tls.pcap");
}

TEST_CASE("Kerberos, GSS-API and a line in the midst of a reply open no TLS") {
  Dialogue in_midst = asking("AUTH TLS");
  in_midst[4].text = "211-Features:\r\n234 still no reply\r\n211 End\r\n";
  for (const Dialogue& dialogue : {asking("AUTH GSSAPI"), asking("AUTH KERBEROS_V4"), in_midst}) {
    UpgradeContext context;
    hold_dialogue(context, ftp::kProtocol, dialogue);
    CHECK(context.children == 0);
  }
}

TEST_CASE("a password is passed over, of whatever length") {
  UpgradeContext context;
  Dialogue dialogue = asking("AUTH TLS");
  dialogue.insert(dialogue.begin() + 1, {{kClient, "USER a\r\nPASS " + std::string(5000, 'x') + "\r\n"},
                                         {kServer, "331 Password\r\n230-Welcome\r\n230 In\r\n"}});
  hold_dialogue(context, ftp::kProtocol, dialogue);
  CHECK(context.shown.text[0] == kHello);
}

TEST_CASE("the probe wants a greeting and a command of FTP, or a greeting that says what it is") {
  for (const std::string_view command : {"USER a\r\n", "AUTH TLS\r\n", "feat\r\n", "SYST\n", "HOST x\r\n"}) {
    CHECK(probed(command, "220 x\r\n") == Probe::yes);
  }
  CHECK(probed("QUIT\r\n", "220 ProFTPD\r\n") == Probe::yes);
  CHECK(probed("", "220 (vsFTPd 3.0.5)\r\n", true) == Probe::yes);
  CHECK(probed("EHLO a\r\n", "220 x\r\n") == Probe::no);
  CHECK(probed("USER a\r\n", "+OK POP3\r\n") == Probe::no);
  CHECK(probed("GET / HTTP/1.1\r\n", "") == Probe::no);
  CHECK(probed("USER a\r\n", "") == Probe::need_more);
}

TEST_CASE("commands have their replies, and no password is in any row") {
  const Dialogue dialogue{{Direction::resp, "220 FTP ready\r\n"},
                          {Direction::orig, "USER nurse\r\n"},
                          {Direction::resp, "331 Password\r\n"},
                          {Direction::orig, "PASS s3cret\r\n"},
                          {Direction::resp, "230-Welcome\r\n  to all\r\n230 In\r\n"},
                          {Direction::orig, "PASV\r\n"},
                          {Direction::resp, "227 Entering Passive Mode (10,0,0,2,4,1)\r\n"},
                          {Direction::orig, "RETR scan.zip\r\n"},
                          {Direction::resp, "150 Opening (77 bytes)\r\n226 Done\r\n"}};
  for (const std::size_t piece_bytes : {1U, 5U, 4096U}) {
    TestContext context;
    hold_dialogue(context, ftp::kProtocol, dialogue, piece_bytes);
    const auto& rows = context.records().of<record::Ftp>().rows();
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].command == "PASS");
    CHECK_FALSE(rows[0].arg);
    CHECK(rows[0].password == "<hidden>");
    CHECK(rows[0].user == "nurse");
    CHECK(rows[0].reply_code == 230);
    CHECK(rows[1].data_channel_passive == true);
    CHECK(rows[1].data_channel_resp_p == Port{1025});
    CHECK(rows[2].arg == "ftp://10.0.0.2/./scan.zip");
    CHECK(rows[2].file_size == 77);
    CHECK(rows[2].reply_code == 226);
  }
}
