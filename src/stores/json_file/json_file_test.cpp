#include "stores/json_file/json_file.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

struct Kept final : RowSink {
  std::string text;
  void begin_table(const TableHead& head) override {
    text += "(";
    for (const ColumnHead& column : head.columns) text += column.name + " ";
    text += ")";
  }
  void row(std::span<const std::string_view> cells) override {
    for (const std::string_view cell : cells) text.append(cell).append("|");
    text += ";";
  }
  void end_table() override { text += "."; }
};

std::string read(std::string_view json) {
  MemoryStream stream{as_bytes(json), 7};
  Kept kept;
  static_cast<void>(json_file::read_json_file(stream, "t", kept));
  return kept.text;
}

}  // namespace

TEST_CASE("an array of objects, an object a line and an object around an array are the same table") {
  const std::string wanted = "(a b )1|x|;2|y|;.";
  CHECK(read(R"([{"a":1,"b":"x"},{"a":2,"b":"y"}])") == wanted);
  CHECK(read("{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n") == wanted);
  CHECK(read(R"({"total":2,"rows":[{"a":1,"b":"x"},{"b":"y","a":2}]})") == wanted);
}

TEST_CASE("members of members are columns, of a list the first counts, and what is missing is empty") {
  CHECK(read(R"([{"name":{"last":"L","first":"F"},"tel":["1","2"]},{"id":null,"name":{"first":"G"}}])") ==
        "(name.last name.first tel id )L|F|1||;|G|||;.");
}

TEST_CASE("what is no JSON is counted, and what is cut off ends") {
  MemoryStream stream{as_bytes(R"({"a":1}{"a":}{"a":2)")};
  Kept kept;
  const ReadStatus status = json_file::read_json_file(stream, "t", kept);
  CHECK(status.rows == 1);
  CHECK(status.rows_unreadable == 2);
  CHECK(read("") == "");
  CHECK(read("[[[[]]]]") == "");
  CHECK(read(std::string(10'000, '{')) == "");
  CHECK(read(R"({"a":"}\"]{"})") == "(a )}\"]{|;.");
}
