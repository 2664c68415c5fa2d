#include "protocol/rfb/rfb.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr Direction kClient = Direction::orig;
constexpr Direction kServer = Direction::resp;

std::string bytes(std::string_view text) { return std::string{text}; }

const record::Rfb& only_row(TestContext& context) {
  const auto& rows = context.records().of<record::Rfb>().rows();
  REQUIRE(rows.size() == 1);
  return rows[0];
}

const std::string kInit = bytes({"\x07\x80\x04\x38", 4}) + std::string(16, 'p') + bytes({"\0\0\0\4ward", 8});

}  // namespace

TEST_CASE("VNC without a password is told, with its desktop, however the streams are cut") {
  const Dialogue dialogue{
      {kServer, "RFB 003.008\n"},        {kClient, "RFB 003.008\n"}, {kServer, "\x02\x01\x02"}, {kClient, "\x01"},
      {kServer, bytes({"\0\0\0\0", 4})}, {kClient, "\x01"},          {kServer, kInit}};
  for (const std::size_t piece_bytes : {1U, 5U, 4096U}) {
    TestContext context;
    hold_dialogue(context, rfb::kProtocol, dialogue, piece_bytes);
    const auto& row = only_row(context);
    CHECK(row.authentication_method == "None");
    CHECK(row.no_authentication == true);
    CHECK(row.security_types->size() == 2);
    CHECK(row.auth == true);
    CHECK(row.share_flag == true);
    CHECK(row.desktop_name == "ward");
    CHECK(row.width == 1920);
    CHECK(row.height == 1080);
  }
}

TEST_CASE("a wrong password is refused, with the server's words") {
  TestContext context;
  hold_dialogue(context, rfb::kProtocol,
                {{kServer, "RFB 003.008\n"},
                 {kClient, "RFB 003.008\n"},
                 {kServer, "\x01\x02"},
                 {kClient, "\x02"},
                 {kServer, std::string(16, 'c')},
                 {kClient, std::string(16, 'a')},
                 {kServer, bytes({"\0\0\0\1\0\0\0\2no", 10})}});
  CHECK(only_row(context).auth == false);
  CHECK(only_row(context).failure_reason == "no");
  CHECK(only_row(context).no_authentication == false);
}

TEST_CASE("version 3.3, where the server decides") {
  TestContext context;
  hold_dialogue(context, rfb::kProtocol,
                {{kServer, "RFB 003.003\n"},
                 {kClient, "RFB 003.003\n"},
                 {kServer, bytes({"\0\0\0\1", 4})},
                 {kClient, bytes({"\0", 1})},
                 {kServer, kInit}});
  CHECK(only_row(context).share_flag == false);
  CHECK(only_row(context).desktop_name == "ward");
}

TEST_CASE("RFB is known by the server's version line, and a client's that is none is a weird") {
  CHECK(probe_with(rfb::kProtocol, "", "RFB 003.008\n") == Probe::yes);
  CHECK(probe_with(rfb::kProtocol, "", "RFB 00") == Probe::need_more);
  CHECK(probe_with(rfb::kProtocol, "", "RFB abc.def\n") == Probe::no);
  TestContext context;
  hold_dialogue(context, rfb::kProtocol, {{kServer, "RFB 003.008\n"}, {kClient, "GET / HTTP/1"}});
  CHECK(context.weirds.contains("rfb_malformed_version"));
}
