#include "protocol/hl7/hl7.hpp"

#include <doctest/doctest.h>

#include "protocol/common/test_context.hpp"
#include "protocol/common/test_dialogue.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol;

namespace {

constexpr Direction kSender = Direction::orig;
constexpr Direction kReceiver = Direction::resp;

std::string message(std::string_view control, std::string_view more = {}, std::string_view type = "ADT^A01^ADT_A01") {
  return "MSH|^~\\&|WARD|EAST|LAB|EAST|20260410||" + std::string{type} + "|" + std::string{control} + "|P|2.5.1\r" +
         std::string{more};
}
std::string patient(std::string_view ids) { return "PID|1||" + std::string{ids} + "||Eider^Hanke||19700101\r"; }
std::string answer(std::string_view code, std::string_view control, std::string_view more = {}) {
  return message("A" + std::string{control},
                 "MSA|" + std::string{code} + "|" + std::string{control} + "\r" + std::string{more}, "ACK^A01");
}
std::string block(const std::string& text) { return "\x0b" + text + "\x1c\r"; }

const std::vector<record::Hl7>& rows_of(TestContext& context) { return context.records().of<record::Hl7>().rows(); }

const record::Hl7& first_of(TestContext& context, std::string_view type) {
  for (const record::Hl7& row : rows_of(context)) {
    if (row.message_type == type) return row;
  }
  FAIL("no such message");
  return rows_of(context).front();
}

}  // namespace

TEST_CASE("a message has its answer's code, and the answer says what it answered, however both are cut") {
  const Dialogue dialogue{{kSender, block(message("7", patient("P1^^^EAST^MR")))},
                          {kReceiver, block(answer("AE", "7", "ERR||PID^1|101^x\r"))}};
  for (const std::size_t piece_bytes : {1U, 3U, 17U, 4096U}) {
    TestContext context;
    hold_dialogue(context, hl7::kProtocol, dialogue, piece_bytes);
    REQUIRE(rows_of(context).size() == 2);
    const record::Hl7& asked = first_of(context, "ADT^A01");
    CHECK(asked.ack_code == "AE");
    CHECK(asked.sending_application == "WARD");
    CHECK(asked.message_structure == "ADT_A01");
    CHECK(asked.segment_count == 2);
    CHECK(asked.patients == 1);
    CHECK(asked.complete);
    CHECK(asked.size_bytes == dialogue[0].text.size() - 1);
    const record::Hl7& told = first_of(context, "ACK^A01");
    CHECK(told.answer == "AE");
    CHECK(told.errors == 1);
    CHECK(told.error_codes->front() == "101");
    CHECK(context.weirds.empty());
  }
}

TEST_CASE("answers find their messages out of order and among several that wait") {
  TestContext context;
  hold_dialogue(
      context, hl7::kProtocol,
      {{kSender, block(message("1")) + block(message("2", {}, "ORU^R01")) + block(message("3", {}, "ORM^O01"))},
       {kReceiver, block(answer("AR", "3")) + block(answer("AA", "1"))}});
  CHECK(first_of(context, "ADT^A01").ack_code == "AA");
  CHECK_FALSE(first_of(context, "ORU^R01").ack_code.has_value());
  CHECK(first_of(context, "ORM^O01").ack_code == "AR");
}

TEST_CASE("an application's answer takes the place of a commit accept") {
  TestContext context;
  hold_dialogue(context, hl7::kProtocol,
                {{kSender, block(message("1"))}, {kReceiver, block(answer("CA", "1")) + block(answer("AE", "1"))}});
  CHECK(first_of(context, "ADT^A01").ack_code == "AE");
  TestContext committed;
  hold_dialogue(committed, hl7::kProtocol, {{kSender, block(message("1"))}, {kReceiver, block(answer("CA", "1"))}});
  CHECK(first_of(committed, "ADT^A01").ack_code == "CA");
}

TEST_CASE("without blocks the next header ends a message, and an answer may come before it") {
  TestContext context;
  hold_dialogue(
      context, hl7::kProtocol,
      {{kSender, message("1", patient("P1"))}, {kReceiver, answer("AA", "1")}, {kSender, message("2", {}, "ORU^R01")}});
  CHECK(first_of(context, "ADT^A01").ack_code == "AA");
  CHECK(first_of(context, "ADT^A01").encoding == "bare");
  CHECK(first_of(context, "ORU^R01").complete);
}

TEST_CASE("a batch's messages are in it, those behind its trailer are not") {
  TestContext context;
  hold_dialogue(context, hl7::kProtocol,
                {{kSender, "FHS|^~\\&|A\rBHS|^~\\&|A\r" + message("1") + message("2") + "BTS|2\rFTS|1\r" +
                               message("3", {}, "ORU^R01")}});
  REQUIRE(rows_of(context).size() == 3);
  CHECK(first_of(context, "ADT^A01").batch);
  CHECK_FALSE(first_of(context, "ORU^R01").batch);
  CHECK(context.weirds.empty());
}

TEST_CASE("a patient is the medical record number wherever it stands among the ids, and who issued it counts") {
  TestContext context;
  hold_dialogue(context, hl7::kProtocol,
                {{kSender, block(message("1", patient("111^^^SSA^SS~P1^^^EAST^MR"))) +
                               block(message("2", patient("P1^^^EAST&2.999&ISO^MR~222^^^SSA^SS"))) +
                               block(message("3", patient("P1^^^WEST^MR") + patient("") + patient("P1^^^WEST^MR")))}});
  REQUIRE(rows_of(context).size() == 3);
  CHECK(rows_of(context)[0].patient->front() == rows_of(context)[1].patient->front());
  CHECK(rows_of(context)[0].patient->front() != rows_of(context)[2].patient->front());
  CHECK(rows_of(context)[2].patients == 1);
  CHECK(rows_of(context)[2].patient->size() == 1);
}

TEST_CASE("what is no code of the standard's is not repeated") {
  TestContext context;
  hold_dialogue(context, hl7::kProtocol,
                {{kSender, block("MSH|^~\\&|WARD|EAST|LAB|EAST|1||ADT^Eider^Hanke|1|Eider|Hanke\rMSA|Eider|9\r"
                                 "ERR||x|Eider^Hanke\r")}});
  const record::Hl7& row = rows_of(context).front();
  CHECK(row.message_type == "ADT");
  CHECK_FALSE(row.message_structure.has_value());
  CHECK_FALSE(row.version.has_value());
  CHECK_FALSE(row.processing_id.has_value());
  CHECK_FALSE(row.answer.has_value());
  CHECK_FALSE(row.error_codes.has_value());
}

TEST_CASE("a gap costs what it held: the message is incomplete, the next one whole") {
  const std::string first = block(message("1", patient("P1") + "OBX|1|ED|" + std::string(500, 'x') + "\r"));
  TestContext context;
  const auto session = hl7::kProtocol.open(context);
  session->on_data(kSender, as_bytes(first.substr(0, 200)), 0, {});
  session->on_gap(kSender, 300, {});
  const std::string rest = first.substr(500) + block(message("2", patient("P2"), "ORU^R01"));
  session->on_data(kSender, as_bytes(rest), 500, {});
  session->on_end(EndReason::closed, {});
  CHECK_FALSE(first_of(context, "ADT^A01").complete);
  CHECK(first_of(context, "ADT^A01").size_bytes == first.size() - 1);
  CHECK(first_of(context, "ORU^R01").complete);
  CHECK(context.weirds.empty());
}

TEST_CASE("a stream that is met in its middle is known by the next block, and read from there") {
  const std::string piece = "|F\rOBX|2|NM|x\r\x1c\r" + block(message("2", patient("P2")));
  CHECK(hl7::kProtocol.resumes(as_bytes(piece)));
  CHECK_FALSE(hl7::kProtocol.resumes(as_bytes(std::string_view{"|F\rOBX|2|NM|x\r\x1c\r\x0bMSX|^~"})));
  TestContext context;
  hold_dialogue(context, hl7::kProtocol, {{kSender, piece}});
  REQUIRE(rows_of(context).size() == 1);
  CHECK(rows_of(context)[0].patients == 1);
  CHECK(context.weirds.empty());
}

TEST_CASE("blocks that never end, lines that are no segments and segments outside are weirds") {
  TestContext context;
  hold_dialogue(context, hl7::kProtocol,
                {{kSender, "\x0b" + message("1", "no segment\r") + block(message("2")) + "PID|1||P9\r"}});
  CHECK(context.weirds["hl7_block_without_end"] == 1);
  CHECK(context.weirds["hl7_malformed_segment"] == 1);
  CHECK(context.weirds["hl7_segment_outside_message"] == 1);
  CHECK_FALSE(rows_of(context)[0].complete);
}

TEST_CASE("more messages than may wait are written without their answers") {
  std::string many;
  for (int i = 0; i < 300; ++i) many += block(message(std::to_string(i)));
  TestContext context;
  hold_dialogue(context, hl7::kProtocol,
                {{kSender, many}, {kReceiver, block(answer("AA", "0")) + block(answer("AA", "299"))}});
  std::size_t answered = 0;
  for (const record::Hl7& row : rows_of(context)) answered += row.ack_code ? 1 : 0;
  CHECK(answered == 1);
  CHECK(rows_of(context).size() == 302);
}

TEST_CASE("the probe asks for more of a header, and refuses what only begins like one") {
  CHECK(probe_with(hl7::kProtocol, block(message("1")), {}) == Probe::yes);
  CHECK(probe_with(hl7::kProtocol, {}, block(message("1"))) == Probe::yes);
  CHECK(probe_with(hl7::kProtocol, "\x0bMSH|^~", {}) == Probe::need_more);
  CHECK(probe_with(hl7::kProtocol, "\x0bMSH|^~", {}, true) == Probe::no);
  CHECK(probe_with(hl7::kProtocol, "GET /hl7 HTTP/1.1\r\n", {}) == Probe::no);
}
