#include "stores/dicom_file/dicom_file.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace wardwatch;
using namespace wardwatch::stores;
using namespace wardwatch::stores::dicom_file;

namespace {

void put(std::string& out, std::uint32_t tag, std::string_view vr, std::string value) {
  if (value.size() % 2 != 0) value += ' ';
  for (const std::uint32_t part : {tag >> 16U, tag & 0xffffU}) {
    out += static_cast<char>(part);
    out += static_cast<char>(part >> 8U);
  }
  out += vr;
  if (vr == "SQ") out += std::string("\0\0", 2);
  out += static_cast<char>(value.size());
  out += static_cast<char>(value.size() >> 8U);
  if (vr == "SQ") out += std::string("\0\0", 2);
  out += value;
}

std::string object(const std::vector<std::pair<std::uint32_t, std::string>>& elements) {
  std::string text(128, '\0');
  text += "DICM";
  put(text, 0x00020010, "UI", "1.2.840.10008.1.2.1");
  for (const auto& [tag, value] : elements) put(text, tag, "LO", value);
  return text;
}

Result<Object> read(std::string_view text) {
  auto file = RandomFile::in_memory();
  REQUIRE(file);
  REQUIRE(file->append(as_bytes(text)));
  return read_object(*file);
}

}  // namespace

TEST_CASE("an object with a patient's name tells who he is") {
  const auto found = read(object({{0x00100010, "Doe^Ann"}, {0x00100020, "4711"}}));
  REQUIRE(found);
  CHECK(found->identifies());
  CHECK(found->values[5] == "Doe^Ann");
  CHECK(found->problem.empty());
}

TEST_CASE("a made-up name on an object that is said to be de-identified tells nobody; a birth date does") {
  CHECK_FALSE(read(object({{0x00100010, "ANON^7"}, {0x00120062, "YES"}}))->identifies());
  CHECK(read(object({{0x00100010, "ANON^7"}, {0x00100030, "19500203"}, {0x00120062, "YES"}}))->identifies());
  CHECK(read(object({{0x00120062, "YES"}, {0x00280301, "YES"}}))->identifies());
}

TEST_CASE("a name within a sequence is found") {
  std::string item("\xfe\xff\x00\xe0\xff\xff\xff\xff", 8);
  put(item, 0x00100010, "PN", "Doe^Ann");
  std::string text = object({});
  put(text, 0x00081110, "SQ", item);
  CHECK(read(text)->identifies());
}

TEST_CASE("an object that ends anywhere is read up to there") {
  const std::string whole = object({{0x00100010, "Doe^Ann"}, {0x00100020, "4711"}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto found = read(std::string_view{whole}.substr(0, length));
    CHECK(found.has_value() == (length >= 132));
  }
}
