#include "protocol/kerberos/kerberos.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_ber.hpp"
#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/kerberos/message.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string number(unsigned value) { return tlv(2, std::string(1, static_cast<char>(value))); }
std::string name(const std::string& part, const std::string& second = {}) {
  const std::string parts = tlv(0x1b, part) + (second.empty() ? "" : tlv(0x1b, second));
  return tlv(0x30, tlv(0xa0, number(1)) + tlv(0xa1, tlv(0x30, parts)));
}
std::string as_req() {
  const std::string body = tlv(0xa0, tlv(3, std::string{"\0\x40\x80\0\0", 5})) + tlv(0xa1, name("nurse")) +
                           tlv(0xa2, tlv(0x1b, "WARD")) + tlv(0xa3, name("krbtgt", "WARD")) +
                           tlv(0xa5, tlv(0x18, "20370913024805Z")) + tlv(0xa8, tlv(0x30, number(18) + number(23)));
  return tlv(0x6a, tlv(0x30, tlv(0xa1, number(5)) + tlv(0xa2, number(10)) + tlv(0xa4, tlv(0x30, body))));
}
std::string as_rep() {
  const std::string ticket =
      tlv(0x61, tlv(0x30, tlv(0xa2, name("krbtgt", "WARD")) + tlv(0xa3, tlv(0x30, tlv(0xa0, number(23))))));
  return tlv(0x6b, tlv(0x30, tlv(0xa0, number(5)) + tlv(0xa3, tlv(0x1b, "WARD")) + tlv(0xa4, name("nurse")) +
                                 tlv(0xa5, ticket)));
}
std::string error(unsigned code) {
  return tlv(0x7e, tlv(0x30, tlv(0xa0, number(5)) + tlv(0xa1, number(30)) + tlv(0xa6, number(code))));
}
std::string framed(const std::string& message) {
  return std::string{"\0\0\0", 3} + static_cast<char>(message.size()) + message;
}
const std::vector<record::Kerberos>& rows_of(TestContext& context) {
  return context.records().of<record::Kerberos>().rows();
}

}  // namespace

TEST_CASE("a request has its reply, over UDP and over TCP however it is cut") {
  for (const std::size_t piece_bytes : {0U, 1U, 7U, 4096U}) {
    TestContext context{piece_bytes == 0 ? Transport::udp : Transport::tcp};
    if (piece_bytes == 0) {
      hold_dialogue(context, kerberos::kProtocol, {{Direction::orig, as_req()}, {Direction::resp, as_rep()}});
    } else {
      hold_dialogue(context, kerberos::kProtocol,
                    {{Direction::orig, framed(as_req())}, {Direction::resp, framed(as_rep())}}, piece_bytes);
    }
    REQUIRE(rows_of(context).size() == 1);
    const auto& row = rows_of(context)[0];
    CHECK(row.request_type == "AS");
    CHECK(row.client == "nurse/WARD");
    CHECK(row.service == "krbtgt/WARD");
    CHECK(row.success == true);
    CHECK(row.cipher == "rc4-hmac");
    CHECK(row.forwardable == true);
    CHECK(row.renewable == true);
    CHECK(row.till == timestamp_of(2136422885, 0));
    CHECK(row.offered_ciphers->size() == 2);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a refusal has its error's name, and that pre-authentication is required is none") {
  TestContext context{Transport::udp};
  hold_dialogue(context, kerberos::kProtocol,
                {{Direction::orig, as_req()},
                 {Direction::resp, error(25)},
                 {Direction::orig, as_req()},
                 {Direction::resp, error(24)}});
  REQUIRE(rows_of(context).size() == 1);
  CHECK(rows_of(context)[0].success == false);
  CHECK(rows_of(context)[0].error_msg == "PREAUTH_FAILED");
}

TEST_CASE("every proper prefix of a message is truncated") {
  const std::string whole = as_req();
  CHECK(kerberos::parse_message(as_bytes(whole)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = kerberos::parse_message(as_bytes(whole).first(size));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == ParseFault::truncated);
  }
}

TEST_CASE("Kerberos is known by tag, length and version; times by the calendar; and nonsense is a weird") {
  FirstBytes first{};
  first.transport = Transport::udp;
  const std::string request = as_req();
  first.orig = as_bytes(request);
  CHECK(kerberos::kProtocol.probe(first) == Probe::yes);
  const std::string longer = request + "x";
  first.orig = as_bytes(longer);
  CHECK(kerberos::kProtocol.probe(first) == Probe::no);
  CHECK(kerberos::time_of("19700101000001Z") == timestamp_of(1, 0));
  CHECK_FALSE(kerberos::time_of("20250231000000Z"));
  TestContext context{Transport::udp};
  hold_dialogue(context, kerberos::kProtocol, {{Direction::orig, "\x6a\x02\x30\x05"}});
  CHECK(context.weirds.contains("krb_malformed_message"));
}

TEST_CASE("an element without a length, in a message of no bytes, is none: not even when a version follows") {
  const std::string head{"\0\0\0\0\x6a\x80", 6};
  CHECK(probe_with(kerberos::kProtocol, head, "") == Probe::no);
  CHECK(probe_with(kerberos::kProtocol, head + "\xa1\x03\x02\x01\x05", "") == Probe::no);
}
