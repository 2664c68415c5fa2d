#include "protocol/dicom/data_set.hpp"

#include <doctest/doctest.h>

#include "protocol/dicom/testing/build.hpp"

using namespace wardwatch;
using namespace wardwatch::protocol::dicom;
using namespace wardwatch::protocol::dicom::testing;

namespace {

DataSetReader read(const std::string& bytes, Syntax syntax, bool is_query = false,
                   std::size_t piece_bytes = 1U << 20U) {
  DataSetReader reader{syntax, is_query};
  for (std::size_t at = 0; at < bytes.size(); at += piece_bytes)
    reader.consume(as_bytes(std::string_view{bytes}.substr(at, piece_bytes)));
  return reader;
}

bool matches_all(const std::string& keys, Syntax syntax = Syntax::explicit_little) {
  return !read(keys, syntax, true).facts().has_matching_key;
}

const std::string kInnerStudy = explicit_element(0x20, 0x000d, "UI", uid("1.99.99"));

}  // namespace

TEST_CASE("a study named inside a sequence is not the instance's own, whatever the sequence's length says") {
  const std::string own = explicit_element(0x20, 0x000d, "UI", uid("1.7.1"));
  const std::string item_of = delimiter(0xe000, static_cast<std::uint32_t>(kInnerStudy.size())) + kInnerStudy;
  const std::string open_item = delimiter(0xe000, 0xffffffff) + kInnerStudy + delimiter(0xe00d);
  for (const std::string& sequence :
       {explicit_element(8, 0x1110, "SQ", item_of), undefined(8, 0x1110, "SQ") + item_of + delimiter(0xe0dd),
        undefined(8, 0x1110, "SQ") + open_item + delimiter(0xe0dd)}) {
    for (const bool is_query : {false, true}) {
      for (std::size_t piece_bytes = 1; piece_bytes < 20; ++piece_bytes) {
        const DataSetReader reader = read(sequence + own, Syntax::explicit_little, is_query, piece_bytes);
        CHECK_FALSE(reader.fault());
        CHECK(reader.facts().studies == std::vector<std::string>{"1.7.1"});
      }
    }
  }
}

TEST_CASE("native pixel data is counted to its length, and reading ends there") {
  const DataSetReader reader = read(instance("P1", "1.7.1", 800) + "anything", Syntax::explicit_little);
  CHECK(reader.facts().pixel_bytes == 800);
  CHECK(reader.facts().patient_id == "P1");
  CHECK_FALSE(reader.fault());
}

TEST_CASE("of encapsulated pixel data the fragments are counted, not the table of offsets nor the headers") {
  const std::string pixels = undefined(0x7fe0, 0x0010, "OB") + delimiter(0xe000, 4) + "abcd" + delimiter(0xe000, 30) +
                             std::string(30, 'x') + delimiter(0xe000, 12) + std::string(12, 'y') + delimiter(0xe0dd);
  CHECK(read(pixels, Syntax::explicit_little).facts().pixel_bytes == 42);
  CHECK(read(pixels, Syntax::explicit_little, false, 3).facts().pixel_bytes == 42);
}

TEST_CASE("pixel data of an icon inside is not the image's") {
  const std::string icon =
      undefined(0x7fe0, 0x0010, "OB") + delimiter(0xe000, 0) + delimiter(0xe000, 6) + "iconic" + delimiter(0xe0dd);
  const std::string sequence =
      undefined(0x0088, 0x0200, "SQ") + delimiter(0xe000, 0xffffffff) + icon + delimiter(0xe00d) + delimiter(0xe0dd);
  const DataSetReader reader =
      read(sequence + explicit_element(0x7fe0, 0x0010, "OW", "12345678"), Syntax::explicit_little);
  CHECK(reader.facts().pixel_bytes == 8);
  CHECK_FALSE(reader.fault());
}

TEST_CASE("contents of an unknown representation and undefined length are implicit") {
  const std::string unknown = undefined(0x0009, 0x1001, "UN") + delimiter(0xe000, 0xffffffff) +
                              implicit_element(8, 0x0060, "XX") + delimiter(0xe00d) + delimiter(0xe0dd);
  const DataSetReader reader =
      read(unknown + explicit_element(0x20, 0x000e, "UI", uid("1.2.3")), Syntax::explicit_little);
  CHECK_FALSE(reader.fault());
  CHECK(reader.facts().series == "1.2.3");
  CHECK(reader.facts().modality.empty());
}

TEST_CASE("implicit elements are read, and so are big-endian ones") {
  CHECK(read(implicit_element(0x10, 0x0020, "P7"), Syntax::implicit_little).facts().patient_id == "P7");
  const std::string big_endian = big(0x10, 2) + big(0x20, 2) + "LO" + big(2, 2) + "P7";
  CHECK(read(big_endian, Syntax::explicit_big).facts().patient_id == "P7");
}

TEST_CASE("a syntax is guessed right from the first element") {
  CHECK(guessed_syntax(as_bytes(explicit_element(8, 5, "CS", "ISO_IR 100"))) == Syntax::explicit_little);
  CHECK(guessed_syntax(as_bytes(implicit_element(8, 5, "ISO_IR 100"))) == Syntax::implicit_little);
  CHECK(guessed_syntax(as_bytes(big(8, 2) + big(5, 2) + "CS" + big(2, 2) + "XX")) == Syntax::explicit_big);
}

TEST_CASE("a query whose every key is empty or a wildcard alone asks for everything") {
  const std::string level = explicit_element(8, 0x0052, "CS", "STUDY ");
  const auto name = [](const std::string& text) { return explicit_element(0x10, 0x0010, "PN", text); };
  const std::string study = explicit_element(0x20, 0x000d, "UI", "");
  CHECK(matches_all(level + name("") + study));
  CHECK(matches_all(level + name("* ") + study));
  CHECK(matches_all(level + name("*^*^*") + study));
  CHECK(matches_all(explicit_element(8, 5, "CS", "ISO_IR 100") + level + study));
  CHECK_FALSE(matches_all(level + name("W*") + study));
  CHECK_FALSE(matches_all(level + name("*") + explicit_element(0x20, 0x000d, "UI", uid("1.2.3"))));
  CHECK_FALSE(matches_all(level + name("??") + study));
}

TEST_CASE("a key inside a sequence narrows a query, in every syntax") {
  const auto modality = [](const std::string& text) { return explicit_element(8, 0x0060, "CS", text); };
  const auto within = [](const std::string& key) {
    return delimiter(0xe000, static_cast<std::uint32_t>(key.size())) + key;
  };
  CHECK(matches_all(explicit_element(0x40, 0x0100, "SQ", within(modality("")))));
  CHECK_FALSE(matches_all(explicit_element(0x40, 0x0100, "SQ", within(modality("CT")))));
  CHECK(matches_all(implicit_element(0x40, 0x0100, within(implicit_element(8, 0x0060, ""))), Syntax::implicit_little));
  CHECK_FALSE(
      matches_all(implicit_element(0x40, 0x0100, within(implicit_element(8, 0x0060, "CT"))), Syntax::implicit_little));
}

TEST_CASE("what is no element is malformed, and what was read before stays") {
  const DataSetReader reader =
      read(explicit_element(8, 0x0060, "CS", "CT") + "\x10\x10\x20\x20..\x02\x02zz", Syntax::explicit_little);
  REQUIRE(reader.fault());
  CHECK(reader.fault()->field_name() == "value_representation");
  CHECK(reader.facts().modality == "CT");
}

TEST_CASE("sequences nested beyond the limit end the reading") {
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += undefined(8, 0x1110, "SQ") + delimiter(0xe000, 0xffffffff);
  const DataSetReader reader = read(deep, Syntax::explicit_little);
  REQUIRE(reader.fault());
  CHECK(reader.fault()->fault == ParseFault::over_limit);
}

TEST_CASE("a modality that is no code is not repeated") {
  CHECK(read(explicit_element(8, 0x0060, "CS", "Fulda^Gero"), Syntax::explicit_little).facts().modality.empty());
}

TEST_CASE("missing bytes matter where something was read, and nowhere else") {
  DataSetReader passing{Syntax::explicit_little, false};
  passing.consume(as_bytes(explicit_element(0x10, 0x4000, "LT", std::string(50, 'c')).substr(0, 20)));
  passing.miss(38);
  passing.consume(as_bytes(explicit_element(0x20, 0x000e, "UI", uid("1.2.3"))));
  CHECK(passing.facts().series == "1.2.3");

  DataSetReader reading{Syntax::explicit_little, false};
  reading.consume(as_bytes(explicit_element(0x10, 0x0020, "LO", std::string(50, 'c')).substr(0, 20)));
  reading.miss(38);
  reading.consume(as_bytes(explicit_element(0x20, 0x000e, "UI", uid("1.2.3"))));
  CHECK(reading.facts().series.empty());
  CHECK(reading.facts().patient_id.empty());
}
