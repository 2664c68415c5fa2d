#include "protocol/ldap/ldap.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_ber.hpp"
#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/ldap/message.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

std::string number(unsigned value, unsigned tag = 2) { return tlv(tag, std::string(1, static_cast<char>(value))); }
std::string message(unsigned id, unsigned operation, const std::string& body) {
  return tlv(0x30, number(id) + tlv(operation, body));
}
std::string result(unsigned code, const std::string& text = {}) { return number(code, 10) + tlv(4, "") + tlv(4, text); }
std::string simple_bind() { return number(3) + tlv(4, "cn=nurse") + tlv(0x80, "s3cret"); }
std::string search() {
  const std::string filter =
      tlv(0xa0, tlv(0xa3, tlv(4, "objectClass") + tlv(4, "user")) + tlv(0x87, "mail") +
                    tlv(0xa2, tlv(0xa4, tlv(4, "cn") + tlv(0x30, tlv(0x80, "a") + tlv(0x82, "z")))) +
                    tlv(0xa9, tlv(0x81, "1.2") + tlv(0x82, "uac") + tlv(0x83, "2")));
  return tlv(4, "dc=ward") + number(2, 10) + number(0, 10) + number(0) + number(0) + tlv(1, std::string(1, '\0')) +
         filter + tlv(0x30, tlv(4, "cn") + tlv(4, "mail"));
}

}  // namespace

TEST_CASE("binds and searches have their results, however the stream is cut, and no password") {
  const Dialogue dialogue{{Direction::orig, message(1, 0x60, simple_bind())},
                          {Direction::resp, message(1, 0x61, result(49, "no"))},
                          {Direction::orig, message(2, 0x63, search())},
                          {Direction::resp, message(2, 0x64, tlv(4, "cn=x")) + message(2, 0x65, result(0))},
                          {Direction::orig, message(3, 0x42, "")}};
  for (const std::size_t piece_bytes : {1U, 5U, 4096U}) {
    TestContext context;
    hold_dialogue(context, ldap::kProtocol, dialogue, piece_bytes);
    const auto& rows = context.records().of<record::Ldap>().rows();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].opcode == "bind simple");
    CHECK(rows[0].object == "cn=nurse");
    CHECK(rows[0].argument == "REDACTED");
    CHECK(rows[0].result == "invalid credentials");
    CHECK(rows[1].opcode == "unbind");
    const auto& searches = context.records().of<record::LdapSearch>().rows();
    REQUIRE(searches.size() == 1);
    CHECK(searches[0].filter == "(&(objectClass=user)(mail=*)(!(cn=a*z))(uac:1.2:=2))");
    CHECK(searches[0].scope == "tree");
    CHECK(searches[0].result_count == 1);
    CHECK(searches[0].attributes->size() == 2);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("a filter that is nested too deep ends, and says so by what is missing") {
  std::string filter = tlv(0x87, "x");
  for (int i = 0; i < 40; ++i) filter = tlv(0xa2, filter);
  const std::string body = tlv(4, "") + number(0, 10) + number(0, 10) + number(0) + number(0) +
                           tlv(1, std::string(1, '\0')) + filter + tlv(0x30, "");
  const auto parsed = ldap::parse_search(as_bytes(body));
  REQUIRE(parsed);
  CHECK(parsed->filter.size() < 100);
}

TEST_CASE("every proper prefix of a message is truncated") {
  const std::string whole = message(1, 0x60, simple_bind());
  CHECK(ldap::parse_message(as_bytes(whole)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = ldap::parse_message(as_bytes(whole).first(size));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == ParseFault::truncated);
  }
}

TEST_CASE("LDAP is known by its first request, and a bind that is none is a weird") {
  CHECK(probe_with(ldap::kProtocol, message(1, 0x60, simple_bind()), "") == Probe::yes);
  CHECK(probe_with(ldap::kProtocol, message(1, 0x63, search()), "") == Probe::yes);
  CHECK(probe_with(ldap::kProtocol, message(1, 0x60, simple_bind()).substr(0, 6), "") == Probe::need_more);
  CHECK(probe_with(ldap::kProtocol, "GET / HTTP/1.1\r\n", "") == Probe::no);
  TestContext context;
  hold_dialogue(context, ldap::kProtocol, {{Direction::orig, message(1, 0x60, "xyz")}});
  CHECK(context.weirds.contains("ldap_malformed_bind"));
}

TEST_CASE("a bind that reaches beyond its message is none, also when the bytes behind the message would fit") {
  const std::string message{"\x30\x0a\x02\x01\x01\x60\x84\x00\x00\x00\x41\x02", 12};
  CHECK(probe_with(ldap::kProtocol, message, "") == Probe::no);
  CHECK(probe_with(ldap::kProtocol, message + std::string{"\x01\x03\x04\x00", 4}, "") == Probe::no);
}
