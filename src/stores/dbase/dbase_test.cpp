#include "stores/dbase/dbase.hpp"

#include <doctest/doctest.h>

#include "stores/common/testing/collected.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

void put(std::string& out, std::uint32_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(number >> (8 * i));
}

/// dBase III: a name of 20 letters and a date.
std::string table(std::uint32_t counted, const std::vector<std::string>& rows) {
  std::string out{"\x03\x74\x01\x01", 4};
  put(out, counted, 4);
  put(out, 32 + 2 * 32 + 1, 2);
  put(out, 1 + 20 + 8, 2);
  out.resize(32, '\0');
  for (const auto& [name, type, size] : {std::tuple{"NAME", 'C', 20}, std::tuple{"BORN", 'D', 8}}) {
    std::string field{name};
    field.resize(11, '\0');
    field += type;
    field.append(4, '\0');
    field += static_cast<char>(size);
    field.resize(32, '\0');
    out += field;
  }
  out += '\r';
  for (std::string row : rows) {
    row.resize(1 + 20 + 8, ' ');
    out += row;
  }
  return out + '\x1a';
}

std::vector<std::string> read(std::string_view text, std::string& problem) {
  MemoryStream stream{as_bytes(text), 7};
  testing::Collected rows;
  problem = dbase::read_dbase(stream, "t", rows).problem;
  return rows.lines;
}

}  // namespace

TEST_CASE("cells come without their blanks, dates as ISO 8601, text of Windows as UTF-8") {
  std::string problem;
  CHECK(read(table(2, {" M\xfcller              19310524", "*Doe"}), problem) ==
        std::vector<std::string>{"t(NAME,BORN)", "M\xc3\xbcller|1931-05-24", "Doe|"});
  CHECK(problem.empty());
}

TEST_CASE("a table that ends early says how many records are missing") {
  std::string problem;
  const std::string whole = table(3, {" Doe", " Roe", " Poe"});
  CHECK(read(whole.substr(0, whole.size() - 30), problem).size() == 3);
  CHECK(problem == "has 2 of the 3 records that its header counts");
}

TEST_CASE("no beginning of a table breaks the reader") {
  const std::string whole = table(1, {" Doe                 19310524"});
  std::string problem;
  for (std::size_t length = 0; length < 32; ++length) {
    CHECK(read(std::string_view{whole}.substr(0, length), problem).empty());
    CHECK(problem == "its header is damaged");
  }
  for (std::size_t length = 32; length < whole.size(); ++length)
    CHECK(read(std::string_view{whole}.substr(0, length), problem).size() <= 2);
}
