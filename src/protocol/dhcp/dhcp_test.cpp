#include "protocol/dhcp/dhcp.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string option(unsigned code, std::string_view value) {
  return std::string(1, static_cast<char>(code)) + static_cast<char>(value.size()) + std::string{value};
}
std::string message(bool is_request, const std::string& options, std::string_view given = {"\0\0\0\0", 4}) {
  return std::string(1, is_request ? '\1' : '\2') + std::string{"\1\6\0\x12\x34\x56\x78\0\0\0\0\0\0\0\0", 15} +
         std::string{given} + std::string(8, '\0') + std::string{"\x00\x11\x22\x33\x44\x55", 6} +
         std::string(10 + 192, '\0') + std::string{"\x63\x82\x53\x63", 4} + options + '\xff';
}

}  // namespace

TEST_CASE("an exchange is one row, with what tells the device") {
  TestContext context{Transport::udp};
  hold_dialogue(
      context, dhcp::kProtocol,
      {{Direction::orig, message(true, option(53, "\x03") + option(12, "ct-room-3") + option(55, "\x01\x03\x06") +
                                           option(60, "MSFT 5.0") + option(50, "\x0a\x00\x00\x07"))},
       {Direction::resp, message(false,
                                 option(53, "\x05") + option(51, std::string_view{"\0\0\x0e\x10", 4}) +
                                     option(54, std::string_view{"\x0a\0\0\1", 4}) + option(15, "ward.ex"),
                                 {"\x0a\0\0\7", 4})}});
  const auto& rows = context.records().of<record::Dhcp>().rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].mac == "00:11:22:33:44:55");
  CHECK(rows[0].host_name == "ct-room-3");
  CHECK(rows[0].fingerprint == "1,3,6");
  CHECK(rows[0].vendor_class == "MSFT 5.0");
  CHECK(rows[0].assigned_addr == IpAddress::v4(0x0a000007));
  CHECK(rows[0].server_addr == IpAddress::v4(0x0a000001));
  CHECK(rows[0].lease_time == Interval{std::chrono::hours{1}});
  CHECK(rows[0].domain == "ward.ex");
  REQUIRE(rows[0].msg_types->size() == 2);
  CHECK((*rows[0].msg_types)[1] == "ACK");
}

TEST_CASE("an option longer than the message is a weird, and so is each message cut inside its fixed part") {
  const std::string whole = message(true, option(53, "\x01"));
  for (std::size_t size = 1; size < 240; ++size) {
    TestContext context{Transport::udp};
    hold_dialogue(context, dhcp::kProtocol, {{Direction::orig, whole.substr(0, size)}});
    CHECK(context.weirds.contains("dhcp_malformed_message"));
  }
  TestContext context{Transport::udp};
  std::string lying = message(true, "");
  lying.back() = '\x0c';
  hold_dialogue(context, dhcp::kProtocol, {{Direction::orig, lying + '\x50'}});
  CHECK(context.weirds.contains("dhcp_malformed_message"));
}

TEST_CASE("DHCP is known by its cookie") {
  CHECK(probe_with(dhcp::kProtocol, message(true, ""), "") == Probe::yes);
  CHECK(probe_with(dhcp::kProtocol, std::string(300, '\1'), "") == Probe::no);
}
