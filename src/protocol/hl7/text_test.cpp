#include "protocol/hl7/text.hpp"

#include <doctest/doctest.h>

using namespace wardwatch::protocol::hl7;

namespace {

const std::string kHeader = "MSH|^~\\&|A|B|C|D|20260410||ADT^A01|1|P|2.5\r";

}  // namespace

TEST_CASE("a header is undecided up to its message type, and decided from there on") {
  const std::size_t decided = kHeader.find("ADT^") + 4;
  for (std::size_t size = 0; size <= kHeader.size(); ++size) {
    CAPTURE(size);
    const std::string_view begun = std::string_view{kHeader}.substr(0, size);
    CHECK(begins_with_header(begun) == (size < decided ? Verdict::undecided : Verdict::yes));
    CHECK(begins_with_header("\x0b" + std::string{begun}) == (size < decided ? Verdict::undecided : Verdict::yes));
  }
}

TEST_CASE("any delimiters do that are printable, no letters and apart from each other") {
  CHECK(begins_with_header("MSH#*+!%#A#B#C#D#1##ORU*R01#1#P#2.3\r") == Verdict::yes);
  CHECK(begins_with_header("MSH|^~|A|B|C|D|1||ACK|1|P|2.3\r") == Verdict::yes);
  CHECK(begins_with_header("MSH|^~\\&#|A|B|C|D|1||ACK\r") == Verdict::yes);
  CHECK(begins_with_header("MSH|^^\\&|A|B|C|D|1||ACK|") == Verdict::no);
  CHECK(begins_with_header("MSH|^~\\|A") == Verdict::undecided);
  CHECK(begins_with_header("MSH|^~a&|A") == Verdict::no);
  CHECK(begins_with_header("MSHA^~\\&A") == Verdict::no);
  CHECK(begins_with_header("MSH |^~\\&") == Verdict::no);
}

TEST_CASE("what has no message type where one belongs is no message") {
  CHECK(begins_with_header("MSH|^~\\&|A|B|C|D|1||adt^A01|") == Verdict::no);
  CHECK(begins_with_header("MSH|^~\\&|A|B|C|D|1||ADTX|") == Verdict::no);
  CHECK(begins_with_header("MSH|^~\\&|A|B\rPID|1||ADT^A01|") == Verdict::no);
  CHECK(begins_with_header("MSH|^~\\&|" + std::string(2000, 'x')) == Verdict::no);
  CHECK(begins_with_header("SSH-2.0-OpenSSH_9.2\r\n") == Verdict::no);
}

TEST_CASE("a batch's header is one when another header stands behind it") {
  CHECK(begins_with_header("FHS|^~\\&|A\rBHS") == Verdict::yes);
  CHECK(begins_with_header("BHS|^~\\&|A\r\nMSH") == Verdict::yes);
  CHECK(begins_with_header("FHS|^~\\&|A\rBH") == Verdict::undecided);
  CHECK(begins_with_header("FHS|^~\\&|A\rPID") == Verdict::no);
}

TEST_CASE("fields of a header are counted with the separator as the first") {
  const auto delimiters = delimiters_of(kHeader);
  REQUIRE(delimiters);
  CHECK(field_of(kHeader, *delimiters, 2) == "^~\\&");
  CHECK(field_of(kHeader, *delimiters, 3) == "A");
  CHECK(field_of(kHeader, *delimiters, 9) == "ADT^A01");
  CHECK(field_of("PID|1||X", *delimiters, 3) == "X");
  CHECK(field_of("PID|1||X", *delimiters, 4).empty());
}

TEST_CASE("escapes for delimiters and bytes are resolved, others and unfinished ones stay") {
  const Delimiters usual;
  CHECK(unescaped("a\\T\\b\\F\\\\S\\\\R\\\\E\\", usual) == "a&b|^~\\");
  CHECK(unescaped("\\X41e9\\!", usual) == "A\xe9!");
  CHECK(unescaped("\\.br\\x", usual) == "\\.br\\x");
  CHECK(unescaped("\\X4\\\\Xzz\\", usual) == "\\X4\\\\Xzz\\");
  CHECK(unescaped("end\\", usual) == "end\\");
  CHECK(unescaped("a!T!b", Delimiters{'#', '*', '+', '!', '%'}) == "a%b");
  CHECK(unescaped("a\\T\\b", Delimiters{'#', '*', '\0', '\0', '\0'}) == "a\\T\\b");
}
