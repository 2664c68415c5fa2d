#include "stores/dicom_file/dicom_file.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

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

/// With elements behind a head that names a class and a transfer syntax.
std::string file_of(std::string_view media_class, std::string_view syntax, std::string_view data) {
  std::string text(128, '\0');
  text += "DICM";
  put(text, 0x00020002, "UI", std::string{media_class});
  put(text, 0x00020010, "UI", std::string{syntax});
  return text.append(data);
}

std::string deflated(std::string text) {
  z_stream stream{};
  REQUIRE(::deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<unsigned char*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
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

TEST_CASE("a deflated object is read, and one that ends early up to there") {
  std::string data;
  put(data, 0x00100010, "PN", "Doe^Ann");
  put(data, 0x00100030, "DA", "19500203");
  const std::string packed = deflated(data);
  const auto found = read(file_of("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1.99", packed));
  REQUIRE(found);
  CHECK(found->values[5] == "Doe^Ann");
  CHECK(found->values[7] == "19500203");
  CHECK(found->problem.empty());
  for (std::size_t length = 0; length < packed.size(); ++length)
    CHECK(read(file_of("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1.99", packed.substr(0, length))));
}

TEST_CASE("a directory lists its patients, each with the date of his first study") {
  std::string records;
  const auto record = [&](std::string_view type, const std::vector<std::pair<std::uint32_t, std::string>>& elements) {
    records.append("\xfe\xff\x00\xe0\xff\xff\xff\xff", 8);
    put(records, 0x00041400, "UL", std::string(4, '\0'));
    put(records, 0x00041430, "CS", std::string{type});
    for (const auto& [tag, value] : elements) put(records, tag, "LO", value);
    records.append("\xfe\xff\x0d\xe0\0\0\0\0", 8);
  };
  record("PATIENT", {{0x00100010, "Doe^Ann"}, {0x00100020, "4711"}});
  record("STUDY", {{0x00080020, "20160401"}});
  record("IMAGE", {});
  record("PATIENT", {{0x00100010, "Roe^Jim"}, {0x00100020, "4712"}});
  std::string data;
  put(data, 0x00041130, "CS", "DISK");
  put(data, 0x00041220, "SQ", records);
  auto file = RandomFile::in_memory();
  REQUIRE(file);
  REQUIRE(file->append(as_bytes(file_of("1.2.840.10008.1.3.10", "1.2.840.10008.1.2.1", data))));
  const auto contents = read_contents(*file);
  REQUIRE(contents);
  CHECK(contents->is_directory);
  REQUIRE(contents->objects.size() == 2);
  CHECK(contents->objects[0].values[5] == "Doe^Ann");
  CHECK(contents->objects[0].values[0] == "20160401");
  CHECK(contents->objects[1].values[6] == "4712");
  CHECK(contents->objects[1].identifies());
}

TEST_CASE("what the profile removes is told by name when it is filled, identifiers of objects and empty ones are not") {
  const auto found =
      read(object({{0x00080018, "1.2.3"}, {0x00080080, "Fennburg"}, {0x00102180, ""}, {0x00102160, "unknown"}}));
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kOfProfile; ++i) {
    if (found->filled[i]) names.push_back(name_in_profile(i));
  }
  CHECK(names == std::vector<std::string_view>{"InstitutionName", "EthnicGroup"});
  CHECK_FALSE(found->has_private);
  CHECK(read(object({{0x00291010, "Doe"}}))->has_private);
  CHECK(read(object({{0x60003000, "xx"}}))->has_overlay);
}
