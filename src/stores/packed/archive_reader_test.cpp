#include "stores/packed/archive_reader.hpp"

#include <doctest/doctest.h>

#include "stores/common/testing/zip_of.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;
using testing::archive_of;

namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

Members members_of(const RandomFile& file, std::string& fault) {
  Members found;
  fault = packed::for_each_member(file, [&](const std::string& path, ByteStream& stream) {
    std::string text;
    for (Bytes piece = stream.next(); !piece.empty(); piece = stream.next()) text += as_text(piece);
    found.emplace_back(path, text);
    return true;
  });
  return found;
}

const Members kMembers{{"a/b.csv", "1,2\n"}, {"empty", ""}, {"long", std::string(300'000, 'x')}};

}  // namespace

TEST_CASE("members of tar and zip come whole and in order, whatever they are packed with") {
  std::string fault;
  CHECK(members_of(archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, kMembers), fault) == kMembers);
  CHECK(fault.empty());
  CHECK(members_of(archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD, kMembers), fault) == kMembers);
  CHECK(members_of(archive_of(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, kMembers), fault) == kMembers);
  CHECK(fault.empty());
}

TEST_CASE("a single packed file is a member") {
  std::string fault;
  const Members found = members_of(archive_of(ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_XZ, {{"x", "some text"}}), fault);
  REQUIRE(found.size() == 1);
  CHECK(found[0].second == "some text");
}

TEST_CASE("an archive that ends anywhere gives what was there, and says that it is damaged or nothing") {
  const RandomFile whole = archive_of(ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP, {{"a", "first"}, {"b", "second"}});
  std::vector<std::byte> bytes(whole.size_bytes());
  bytes.resize(whole.read_at(0, bytes).size());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    auto file = RandomFile::in_memory();
    REQUIRE(file);
    REQUIRE(file->append(Bytes{bytes}.first(length)));
    std::string fault;
    CHECK(members_of(*file, fault).size() <= 2);
  }
}

TEST_CASE("who visits can end it") {
  const RandomFile file = archive_of(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, kMembers);
  int seen = 0;
  CHECK(packed::for_each_member(file, [&](const std::string&, ByteStream&) { return ++seen < 2; }).empty());
  CHECK(seen == 2);
}
