#include "stores/hl7_file/hl7_file.hpp"

#include <doctest/doctest.h>

#include "stores/common/testing/collected.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

testing::Collected& read(testing::Collected& sink, std::string_view text) {
  MemoryStream stream{as_bytes(text), 5};
  static_cast<void>(hl7_file::read_hl7_file(stream, sink));
  return sink;
}

constexpr std::string_view kTwo =
    "MSH|^~\\&|A|B|C|D|20150101||ADT^A04|1|P|2.3\rPID|1||4711^^^H^MR~99||Doe^Ann||19500203|F\rDG1|1|I10|E11.9^x\r"
    "MSH|^~\\&|A|B|C|D|20150102||ADT^A04|2|P|2.3\rPID|1||4712||\"\"^Bob\r";

}  // namespace

TEST_CASE("each message is a row, whose fields are those that the standard says") {
  testing::Collected sink;
  read(sink, kTwo);
  REQUIRE(sink.lines.size() == 3);
  CHECK(sink.lines[1].starts_with("4711|Doe|Ann|19500203|F|"));
  CHECK(sink.lines[1].find("E11.9") != std::string::npos);
  CHECK(sink.lines[2].starts_with("4712||Bob|"));
}

TEST_CASE("MLLP's frames and line ends of any kind part segments") {
  std::string framed{"\x0b"};
  for (const char c : kTwo) framed += c == '\r' ? std::string{"\r\n"} : std::string{c};
  testing::Collected plain, other;
  CHECK(read(plain, kTwo).lines == read(other, framed + "\x1c\r").lines);
}

TEST_CASE("a message whose header names other signs is parted by them") {
  testing::Collected sink;
  read(sink, "MSH#*!\\&#A#B\rPID#1##7*x##Doe*Ann\r");
  CHECK(sink.lines[1].starts_with("7|Doe|Ann|"));
}

TEST_CASE("what is no message is no row") {
  testing::Collected sink;
  read(sink, "PID|1||4711\rMSH\r\r\r|||");
  CHECK(sink.lines.size() == 1);
}
