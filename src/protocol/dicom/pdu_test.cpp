#include "protocol/dicom/pdu.hpp"

#include <doctest/doctest.h>

#include "protocol/dicom/command.hpp"
#include "protocol/dicom/testing/build.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol::dicom;
using namespace wardwatch::protocol::dicom::testing;

TEST_CASE("every proper prefix of a header is truncated, and a wrong byte malformed at its field") {
  const std::string whole = pdu(5, std::string(4, '\0'));
  for (std::size_t size = 0; size < kPduHeaderBytes; ++size) {
    const auto head = parse_pdu_head(as_bytes(std::string_view{whole}.substr(0, size)));
    REQUIRE_FALSE(head.has_value());
    CHECK(head.error().fault == ParseFault::truncated);
  }
  CHECK(parse_pdu_head(as_bytes(whole))->type == PduType::release_request);
  const auto odd = parse_pdu_head(as_bytes(std::string("\x05\x00\x00\x00\x00\x05", 6)));
  REQUIRE_FALSE(odd.has_value());
  CHECK(odd.error().field_name() == "pdu_length");
}

TEST_CASE("a value that is longer than its PDU, an even context and unknown control bits are malformed") {
  CHECK(parse_value_head(as_bytes(value(3, "abcd")), 10).has_value());
  CHECK_FALSE(parse_value_head(as_bytes(value(3, "abcd")), 9).has_value());
  CHECK_FALSE(parse_value_head(as_bytes(value(4, "abcd")), 10).has_value());
  CHECK_FALSE(parse_value_head(as_bytes(big(6, 4) + big(2, 1) + big(3, 1)), 10).has_value());
}

TEST_CASE("an item that lies about its length ends the reading of items, and what stood before is kept") {
  std::string body = request(kCapture, kExplicit).substr(kPduHeaderBytes);
  body += big(0x50, 1) + big(0, 1) + big(500, 2);
  const auto associate = parse_associate(as_bytes(body));
  REQUIRE(associate.has_value());
  REQUIRE(associate->fault);
  CHECK(associate->fault->field_name() == "item_body");
  REQUIRE(associate->contexts.size() == 1);
  CHECK(associate->contexts[0].abstract_syntax == kCapture);
  CHECK(associate->called_ae == "ARCHIVE");
}

TEST_CASE("roles are read with who takes them") {
  const std::string role = item(0x54, big(kCapture.size(), 2) + std::string{kCapture} + big(0, 1) + big(1, 1));
  const std::string body = request(kCapture, kExplicit, role).substr(kPduHeaderBytes);
  const auto associate = parse_associate(as_bytes(body));
  REQUIRE(associate->roles.size() == 1);
  CHECK(associate->roles[0].sop_class == kCapture);
  CHECK_FALSE(associate->roles[0].scu);
  CHECK(associate->roles[0].scp);
}

TEST_CASE("text that is no UID is not taken for one") {
  CHECK(is_uid("1.2.840.10008.1.1"));
  CHECK_FALSE(is_uid(""));
  CHECK_FALSE(is_uid("1..2"));
  CHECK_FALSE(is_uid("1.2."));
  CHECK_FALSE(is_uid("1.2.Weser"));
  CHECK_FALSE(is_uid(std::string(65, '1')));
}

TEST_CASE("every proper prefix of a command set is refused, and its elements stand in rising order") {
  const std::string whole = store_command(7, "1.5.1");
  REQUIRE(parse_command(as_bytes(whole)).has_value());
  CHECK(parse_command(as_bytes(whole))->message_id == 7);
  CHECK(parse_command(as_bytes(whole))->sop_instance == "1.5.1");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto cut = parse_command(as_bytes(std::string_view{whole}.substr(0, size)));
    // Cut between elements, a set is whole as soon as it has the command.
    CHECK((!cut.has_value() || size >= 56));
  }
  CHECK_FALSE(parse_command(as_bytes(command_element(0x0110, little(1, 2)) + command_element(0x0100, little(1, 2)))));
  CHECK_FALSE(parse_command(as_bytes(command_element(0x0100, little(0x7777, 2)))));
}

TEST_CASE("warnings, pending and cancel are no failures") {
  for (const int status : {0x0000, 0xff00, 0xff01, 0xfe00, 0xb000, 0xb007, 0x0001, 0x0107, 0x0116})
    CHECK_FALSE(is_failure(static_cast<std::uint16_t>(status)));
  for (const int status : {0xa700, 0xa900, 0xc000, 0x0122, 0x0110})
    CHECK(is_failure(static_cast<std::uint16_t>(status)));
}
