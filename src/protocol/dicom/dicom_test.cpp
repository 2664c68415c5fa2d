#include "protocol/dicom/dicom.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"
#include "protocol/dicom/testing/build.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;
using namespace wardwatch::protocol::dicom::testing;

namespace {

constexpr Direction kScu = Direction::orig;
constexpr Direction kScp = Direction::resp;

std::string answer(std::uint16_t field, std::uint16_t message_id, std::uint16_t status, const std::string& more = {}) {
  return pdu(4, value(3, command(field, message_id, false, command_element(0x0900, little(status, 2)) + more)));
}

Dialogue storing(const std::string& messages) {
  return {{kScu, request(kCapture, kExplicit)},
          {kScp, accept(kExplicit)},
          {kScu, messages},
          {kScu, kReleaseRequest},
          {kScp, kReleaseReply}};
}

const record::Dicom& row_of(TestContext& context, std::size_t index = 0) {
  REQUIRE(context.records().of<record::Dicom>().rows().size() > index);
  return context.records().of<record::Dicom>().rows()[index];
}
const std::vector<record::DicomTransfer>& transfers_of(TestContext& context) {
  return context.records().of<record::DicomTransfer>().rows();
}

Probe probed(std::string_view orig, std::string_view resp = {}, bool complete = false) {
  return probe_with(dicom::kProtocol, orig, resp, complete);
}

}  // namespace

TEST_CASE("an association request is recognised at its application context, and asked for until then") {
  const std::string whole = request(kCapture, kExplicit);
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    CAPTURE(size);
    CHECK(probed(whole.substr(0, size)) == (size < 74 + 4 + 21 ? Probe::need_more : Probe::yes));
  }
  CHECK(probed(whole.substr(0, 60), {}, true) == Probe::no);
}

TEST_CASE("an association under way is recognised by a whole command head, of either side") {
  const std::string echo = pdu(4, value(3, command(0x30, 7, false)));
  CHECK(probed(echo) == Probe::yes);
  CHECK(probed(std::string(400, '\x55'), echo) == Probe::yes);
  for (std::size_t size = 1; size < 32; ++size) CHECK(probed(echo.substr(0, size)) == Probe::need_more);
}

TEST_CASE("what only looks like a PDU is not taken for one") {
  std::string bad = request(kCapture, kExplicit);
  bad[80] = '9';
  CHECK(probed(bad) == Probe::no);  // Another application context.
  bad = request(kCapture, kExplicit);
  bad[12] = '\x01';
  CHECK(probed(bad) == Probe::no);                                      // A control character in an AE title.
  CHECK(probed(pdu(4, value(2, std::string(40, '\0')))) == Probe::no);  // No command.
  CHECK(probed(pdu(4, value(3, std::string(40, '\1')))) == Probe::no);
  CHECK(probed(pdu(5, std::string(4, '\0'))) == Probe::no);  // Too little to tell.
  CHECK(probed("GET / HTTP/1.1\r\n") == Probe::no);
  CHECK(probed(std::string("\x01\x00\x00\x00\x00\x00\x00", 7)) == Probe::no);
}

TEST_CASE("instances are counted by study and patient, and the row and the transfers say the same however it is cut") {
  const std::string messages = message(store_command(1, "1.5.1"), instance("P1", "1.7.1", 3000)) +
                               message(store_command(2, "1.5.2"), instance("P1", "1.7.1", 500)) +
                               message(store_command(3, "1.5.2"), instance("P2", "1.7.2", 500));
  for (const std::size_t piece_bytes : {1U, 5U, 61U, 100'000U}) {
    TestContext context;
    hold_dialogue(context, dicom::kProtocol, storing(messages), piece_bytes);
    const record::Dicom& row = row_of(context);
    CHECK(row.result == "accepted");
    CHECK(row.released);
    CHECK(row.c_store == 3);
    CHECK(row.instances == 2);
    CHECK(row.studies == 2);
    CHECK(row.patients == 2);
    CHECK(row.pixel_bytes == 4000);
    CHECK(row.calling_ae == "SCANNER");
    CHECK(row.implementation_version == "MODALITY_1");
    REQUIRE(transfers_of(context).size() == 2);
    CHECK(transfers_of(context)[0].instances == 2);
    CHECK(transfers_of(context)[0].pixel_bytes == 3500);
    CHECK(transfers_of(context)[0].how == "store");
    CHECK(transfers_of(context)[0].patient != transfers_of(context)[1].patient);
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("no text of a patient reaches a row") {
  TestContext context;
  hold_dialogue(context, dicom::kProtocol, storing(message(store_command(1, "1.5.1"), instance("P1", "1.7.1", 8))));
  const std::string_view patient = transfers_of(context)[0].patient.value();
  CHECK(patient.size() == 24);
  CHECK(patient.find_first_not_of("0123456789abcdef") == std::string_view::npos);
  CHECK(transfers_of(context)[0].study->size() == 24);
}

TEST_CASE("bytes that are missing inside pixel data leave the counts whole") {
  const std::string stored = message(store_command(1, "1.5.1"), instance("P1", "1.7.1", 3000), 1200);
  TestContext context;
  const auto session = dicom::kProtocol.open(context);
  const std::string before = request(kCapture, kExplicit) + stored.substr(0, stored.size() - 900);
  session->on_data(kScu, as_bytes(before), 0, {});
  session->on_data(kScp, as_bytes(accept(kExplicit)), 0, {});
  session->on_gap(kScu, 200, {});
  const std::string after = stored.substr(stored.size() - 700) + kReleaseRequest;
  session->on_data(kScu, as_bytes(after), before.size() + 200, {});
  session->on_end(EndReason::closed, {});
  CHECK(row_of(context).pixel_bytes == 3000);
  CHECK(row_of(context).missing_bytes == 200);
  CHECK(row_of(context).patients == 1);
  CHECK(context.weirds.count("dicom_no_pdu") == 0);
}

TEST_CASE("behind a gap that swallowed headers the next message is found again") {
  const std::string first = message(store_command(1, "1.5.1"), instance("P1", "1.7.1", 3000));
  const std::string second = message(store_command(2, "1.5.2"), instance("P2", "1.7.2", 400));
  TestContext context;
  const auto session = dicom::kProtocol.open(context);
  const std::string before = request(kCapture, kExplicit) + first.substr(0, 600);
  session->on_data(kScu, as_bytes(before), 0, {});
  session->on_data(kScp, as_bytes(accept(kExplicit)), 0, {});
  session->on_gap(kScu, 2300, {});
  session->on_data(kScu, as_bytes(first.substr(2900) + second), before.size() + 2300, {});
  session->on_end(EndReason::closed, {});
  CHECK(row_of(context).c_store == 2);
  CHECK(row_of(context).patients == 2);
  CHECK(row_of(context).studies == 2);
}

TEST_CASE("a capture that begins in the middle of an association reads on from the first message") {
  TestContext context;
  const auto session = dicom::kProtocol.open(context);
  const std::string tail = std::string(700, '\x04') + message(store_command(9, "1.5.9"), instance("P9", "1.7.9", 300));
  session->on_data(kScp, as_bytes(answer(0x8001, 8, 0)), 0, {});
  session->on_data(kScu, as_bytes(tail), 0, {});
  session->on_end(EndReason::closed, {});
  CHECK(row_of(context).result == "unknown");
  CHECK(row_of(context).c_store == 1);
  CHECK(row_of(context).patients == 1);
  CHECK(row_of(context).pixel_bytes == 300);
}

TEST_CASE("a rejection says who, why and for how long") {
  TestContext context;
  hold_dialogue(context, dicom::kProtocol,
                {{kScu, request(kCapture, kExplicit)}, {kScp, pdu(3, std::string("\0\1\1\3", 4))}});
  CHECK(row_of(context).result == "rejected");
  CHECK(row_of(context).reject_reason == "calling-AE-title-not-recognized");
  CHECK(row_of(context).reject_result == "permanent");
  CHECK(row_of(context).reject_source == "service-user");
}

TEST_CASE("an abort names its source and side, and keeps that the association had been accepted") {
  TestContext context;
  hold_dialogue(
      context, dicom::kProtocol,
      {{kScu, request(kCapture, kExplicit)}, {kScp, accept(kExplicit)}, {kScp, pdu(7, std::string("\0\0\2\6", 4))}});
  CHECK(row_of(context).result == "aborted");
  CHECK(row_of(context).established);
  CHECK(row_of(context).abort_reason == "invalid-PDU-parameter-value");
  CHECK(row_of(context).aborted_by_requestor == false);
}

TEST_CASE("a user is named, his passcode is not looked at, and of a ticket nothing is kept") {
  const auto identity = [](std::uint8_t type, const std::string& first, const std::string& second) {
    return item(0x58, big(type, 1) + big(1, 1) + big(first.size(), 2) + first + big(second.size(), 2) + second);
  };
  TestContext context;
  hold_dialogue(context, dicom::kProtocol,
                {{kScu, request(kCapture, kExplicit, identity(2, "radiographer", "Lamp-Oil77"))}});
  CHECK(row_of(context).user == "radiographer");
  CHECK(row_of(context).user_identity == "username-passcode");
  CHECK(row_of(context).result == "unanswered");
  TestContext other;
  hold_dialogue(other, dicom::kProtocol, {{kScu, request(kCapture, kExplicit, identity(5, "eyJhbGciOi", ""))}});
  CHECK(row_of(other).user_identity == "jwt");
  CHECK_FALSE(row_of(other).user.has_value());
}

TEST_CASE("a refused instance counts as a failure of its study") {
  TestContext context;
  Dialogue dialogue = storing(message(store_command(4, "1.5.1"), instance("P1", "1.7.1", 8)));
  dialogue.insert(dialogue.begin() + 3, {kScp, answer(0x8001, 4, 0xa700)});
  hold_dialogue(context, dicom::kProtocol, dialogue);
  CHECK(row_of(context).failures == 1);
  CHECK(row_of(context).statuses->front() == "C-STORE-RSP:0xa700=1");
  CHECK(transfers_of(context)[0].failures == 1);
}

TEST_CASE("sub-operations of a move are those of its last answer, also when that never came") {
  const auto told = [](std::uint16_t completed) { return command_element(0x1021, little(completed, 2)); };
  const std::string asked = command(0x21, 5, true, {}, kStudyFind, command_element(0x0600, "READER"));
  const std::string keys =
      explicit_element(8, 0x0052, "CS", "STUDY ") + explicit_element(0x20, 0x000d, "UI", "1.7.1\\1.7.2 ");
  TestContext context;
  hold_dialogue(context, dicom::kProtocol,
                {{kScu, request(kStudyFind, kExplicit) + message(asked, keys)},
                 {kScp, accept(kExplicit) + answer(0x8021, 5, 0xff00, told(1))},
                 {kScp, answer(0x8021, 5, 0xff00, told(2))}});
  CHECK(row_of(context).suboperations_completed == 2);
  CHECK(row_of(context).move_destinations->front() == "READER");
  CHECK(row_of(context).c_move == 1);
  // The accept came after the move here, so its syntax was guessed, and rightly.
  CHECK(row_of(context).requested_studies == 2);
}

TEST_CASE("the syntax of an association that was not seen is guessed the same however the data set is cut") {
  const std::string stored = message(store_command(1, "1.5.1"), instance("P1", "1.7.1", 100));
  for (std::size_t piece_bytes = 1; piece_bytes < 40; ++piece_bytes) {
    TestContext context;
    hold_dialogue(context, dicom::kProtocol, {{kScu, stored}}, piece_bytes);
    CHECK(row_of(context).patients == 1);
    CHECK(row_of(context).pixel_bytes == 100);
    CHECK(context.weirds["dicom_unknown_context"] == 1);
  }
}

TEST_CASE("a data set that is none is a weird, once a message") {
  TestContext context;
  hold_dialogue(context, dicom::kProtocol, storing(message(store_command(1, "1.5.1"), std::string(300, '\x01'), 50)));
  CHECK(context.weirds["dicom_malformed_data_set"] == 1);
  CHECK(row_of(context).instances == 1);
}

TEST_CASE("a second association on the connection has its own row") {
  TestContext context;
  Dialogue twice = storing("");
  const Dialogue again = storing(message(store_command(4, "1.5.1"), instance("P1", "1.7.1", 8)));
  twice.insert(twice.end(), again.begin(), again.end());
  hold_dialogue(context, dicom::kProtocol, twice);
  CHECK(row_of(context, 0).c_store == 0);
  CHECK(row_of(context, 1).c_store == 1);
}

TEST_CASE("what is no PDU is a weird, once a side, and the row stays") {
  TestContext context;
  hold_dialogue(context, dicom::kProtocol, {{kScu, request(kCapture, kExplicit) + std::string(300, 'x')}});
  CHECK(context.weirds["dicom_no_pdu"] == 1);
  CHECK(row_of(context).result == "unanswered");
}

TEST_CASE("more than 1024 studies are counted in the association's row and have no rows of their own") {
  std::string messages;
  for (std::uint16_t i = 0; i < 1030; ++i)
    messages += message(store_command(i, "1.5." + std::to_string(i)), instance("P1", "1.7." + std::to_string(i), 2));
  TestContext context;
  hold_dialogue(context, dicom::kProtocol, storing(messages), 100'000);
  CHECK(row_of(context).studies == 1030);
  CHECK(transfers_of(context).size() == 1024);
  CHECK(context.weirds["dicom_too_many_studies"] == 1);
}
