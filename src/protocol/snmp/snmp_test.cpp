#include "protocol/snmp/snmp.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_ber.hpp"
#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "record/json.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string number(unsigned value) { return tlv(2, std::string(1, static_cast<char>(value))); }
std::string pdu(unsigned tag, const std::string& oid, const std::string& value) {
  return tlv(tag, number(1) + number(0) + number(0) + tlv(0x30, tlv(0x30, tlv(6, oid) + value)));
}
std::string message(unsigned version, const std::string& community, const std::string& body) {
  return tlv(0x30, number(version) + tlv(4, community) + body);
}
const std::string kDescription{"\x2b\x06\x01\x02\x01\x01\x01\x00", 8};

const record::Snmp& only_row(TestContext& context) {
  const auto& rows = context.records().of<record::Snmp>().rows();
  REQUIRE(rows.size() == 1);
  return rows[0];
}

}  // namespace

TEST_CASE("variables are counted and the device named, and the community is nowhere") {
  TestContext context{Transport::udp};
  hold_dialogue(context, snmp::kProtocol,
                {{Direction::orig, message(1, "s3cret", pdu(0xa0, kDescription, tlv(5, "")))},
                 {Direction::resp, message(1, "s3cret", pdu(0xa2, kDescription, tlv(4, "Infusion pump")))}});
  const auto& row = only_row(context);
  CHECK(row.version == "2c");
  CHECK(row.get_requests == 1);
  CHECK(row.get_responses == 1);
  CHECK(row.display_string == "Infusion pump");
  CHECK(row.community_class == "other");
  std::string json;
  record::append_json(json, row);
  CHECK(json.find("s3cret") == std::string::npos);
}

TEST_CASE("version 3 has a user and a level of security") {
  const std::string security =
      tlv(0x30, tlv(4, "engine") + number(1) + number(2) + tlv(4, "nurse") + tlv(4, "") + tlv(4, ""));
  const std::string whole =
      tlv(0x30, number(3) + tlv(0x30, number(1) + number(100) + tlv(4, "\x05") + number(3)) + tlv(4, security) +
                    tlv(0x30, tlv(4, "") + tlv(4, "") + pdu(0xa1, kDescription, tlv(5, ""))));
  TestContext context{Transport::udp};
  hold_dialogue(context, snmp::kProtocol, {{Direction::orig, whole}});
  CHECK(only_row(context).user == "nurse");
  CHECK(only_row(context).security_level == "authNoPriv");
  CHECK(only_row(context).get_requests == 1);
}

TEST_CASE("every proper prefix is no message, and a weird when it comes") {
  const std::string whole = message(0, "public", pdu(0xa0, kDescription, tlv(5, "")));
  CHECK(probe_with(snmp::kProtocol, whole, "") == Probe::yes);
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CHECK(probe_with(snmp::kProtocol, whole.substr(0, size), "") == Probe::no);
    TestContext context{Transport::udp};
    hold_dialogue(context, snmp::kProtocol, {{Direction::orig, whole.substr(0, size)}});
    CHECK(context.weirds.contains("snmp_malformed_message"));
    CHECK(context.records().of<record::Snmp>().rows().empty());
  }
}
